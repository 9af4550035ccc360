"""CKAN as a WSGI application, ready for its first visitor.

Granian loads this in each worker process: it waits for the services that CKAN asks at start,
makes the application, and asks it for a few pages, so that templates and caches are warm.
"""

from __future__ import annotations

import io
import logging
import os
import time
from logging.config import fileConfig
from typing import Any

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.lib.search import check_solr_schema_version

PATIENCE_SECONDS = 60
WARM_PATHS = ("/", "/dataset/", "/organization/", "/api/3/action/status_show")

log = logging.getLogger("ckan.rouen.wsgi")


def _wait_for_solr() -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not check_solr_schema_version():
        if time.monotonic() > end:
            log.warning("Solr did not answer within %s s: starting without it", PATIENCE_SECONDS)
            return
        time.sleep(1)


def _environ(path: str, host: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _warm(app: Any) -> None:
    for path in WARM_PATHS:
        answer = app(_environ(path, "127.0.0.1"), lambda status, headers, exc_info=None: None)
        b"".join(answer)
        close = getattr(answer, "close", None)
        if close:
            close()


_ini = os.environ["CKAN_INI"]
fileConfig(_ini, disable_existing_loggers=False)
application = make_app(CKANConfigLoader(_ini).get_config())
_wait_for_solr()
_warm(application)

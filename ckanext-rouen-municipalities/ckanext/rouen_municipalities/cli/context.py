"""What a command needs that a web request would bring."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def french_request() -> Iterator[None]:
    """An application and request context in French, so that links and messages can be made."""
    app = click.get_current_context().meta["flask_app"]
    with app.test_request_context(environ_overrides={"CKAN_LANG": "fr"}):
        yield


@contextmanager
def quiet_log() -> Iterator[None]:
    """Nothing but warnings in the log: what a command shows of its progress would be lost among the rest."""
    loggers = [logging.getLogger(name) for name in ("ckan", "ckanext")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(max(logging.WARNING, logger.level))
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)

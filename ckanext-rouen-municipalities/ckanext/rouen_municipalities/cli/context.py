"""What a command needs that a web request would bring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def french_request() -> Iterator[None]:
    """An application and request context in French, so that links and messages can be made."""
    app = click.get_current_context().meta["flask_app"]
    with app.test_request_context(environ_overrides={"CKAN_LANG": "fr"}):
        yield

"""The answer of a page with a map: its browser may ask the server of the background that the site declares, if any."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, make_response, request

from .. import config
from ..middleware import policy

_IMAGES = "img-src 'self' data:"


def with_background(page: str) -> Response:
    """A page whose policy lets in the tiles of the declared background, and nothing else from elsewhere."""
    response = make_response(page)
    address = urlsplit(config.map_tiles())
    if address.netloc:
        allowed = f"{_IMAGES} {address.scheme}://{address.netloc}"
        response.headers["Content-Security-Policy"] = policy(request.path).replace(_IMAGES, allowed)
    return response

"""The HTTP API that the app's backend pulls, as a plain WSGI application. It imports no CKAN and reads only files."""

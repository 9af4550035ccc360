"""The field's rules and arithmetic: imports no CKAN, no Flask, no SQL."""

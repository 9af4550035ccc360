"""The field's rules and arithmetic: no CKAN, no SQL, no service."""

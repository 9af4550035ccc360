"""Rules and arithmetic of the field: imports neither CKAN, nor Flask, nor SQL."""

"""Annual figures in SQL: computed from published tables, and read from the published indicator."""

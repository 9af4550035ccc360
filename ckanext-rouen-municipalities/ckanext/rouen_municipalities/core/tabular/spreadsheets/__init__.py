"""Archives and spreadsheets, opened in a process of their own that may die without harm."""

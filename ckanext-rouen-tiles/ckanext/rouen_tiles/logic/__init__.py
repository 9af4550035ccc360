"""What may be done with tiles, and who may do it."""

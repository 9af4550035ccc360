"""What the API may do, and who may."""

"""The only SQL of this extension."""

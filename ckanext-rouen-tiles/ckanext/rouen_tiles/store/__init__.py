"""The only SQL of this extension, in and out of core's types."""

"""The only SQL of this extension, in and out of the types of core."""

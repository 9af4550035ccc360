"""The one exception that a person is meant to read."""


class MachineError(Exception):
    """Something that the person who runs the command has to know, in one or two lines."""

"""The energy room: buildings, consumption, indicators, data flows."""

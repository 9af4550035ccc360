"""What holds for every part of the tests."""

from __future__ import annotations

from hypothesis import settings

# The parts of a whole run share the processors: how long an example takes says nothing of the code.
settings.register_profile("usual", deadline=None, database=None, derandomize=True)
# Other examples each time: ./tests/run property -- --hypothesis-profile=searching
settings.register_profile("searching", deadline=None, database=None)
settings.load_profile("usual")

"""A process that dies at one of its steps that leave something on a disk, as in a power cut; the test lives on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

#: what leaves something on a disk, or makes it last
_STEPS = ((os, "fsync"), (Path, "replace"), (Path, "chmod"), (Path, "symlink_to"), (Path, "unlink"), (shutil, "rmtree"))


class PowerCut(BaseException):
    """The process ends here: nothing tidies up behind it."""


def dies_at(step: int, monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> bool:
    """Do something and die before its step of this number; whether it had so many steps."""
    left = step

    def watched(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            nonlocal left
            if left == 0:
                raise PowerCut
            left -= 1
            return call(*given, **named)

        return wrapped

    with monkeypatch.context() as patched:
        for owner, name in _STEPS:
            patched.setattr(owner, name, watched(getattr(owner, name)))
        try:
            act()
        except PowerCut:
            return True
    return False

"""Answers in every language at once, so that one can be kept and given to whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LANGUAGES = ("fr", "en")


def words(sentence: Callable[[str], str]) -> dict[str, str]:
    """A sentence in each language."""
    return {language: sentence(language) for language in LANGUAGES}


def spoken(answer: Any, language: str) -> Any:
    """The same answer with what was said in each language said in one."""
    if isinstance(answer, dict):
        if answer.keys() == set(LANGUAGES):
            return answer[language]
        return {name: spoken(value, language) for name, value in answer.items()}
    return [spoken(value, language) for value in answer] if isinstance(answer, list) else answer

"""Figures of a measurement: medians of several runs, printed as a table and kept as JSON."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass, field


@dataclass
class Figure:
    """One thing that was measured, several times; `aim` is what it should reach, where there is something to reach."""

    name: str
    unit: str
    samples: list[float]
    aim: float | None = None
    lower_is_better: bool = False

    @property
    def median(self) -> float:
        """The middle of the samples."""
        return statistics.median(self.samples)

    @property
    def verdict(self) -> str:
        """Whether the aim was reached."""
        if self.aim is None:
            return ""
        reached = self.median <= self.aim if self.lower_is_better else self.median >= self.aim
        return "reached" if reached else "NOT REACHED"


@dataclass
class Figures:
    """Every figure of a run."""

    found: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Note a figure."""
        self.found.append(figure)

    def table(self) -> str:
        """The figures as lines of a table."""
        lines = [f"{'':58} {'median':>10} {'lowest':>10} {'highest':>10}  {'aim':>8}"]
        for figure in self.found:
            values = (figure.median, min(figure.samples), max(figure.samples))
            shown = " ".join(f"{_number(value):>10}" for value in values)
            aim = "" if figure.aim is None else ("≤ " if figure.lower_is_better else "≥ ") + _number(figure.aim)
            lines.append(f"{figure.name + ', ' + figure.unit:58} {shown}  {aim:>8}  {figure.verdict}")
        return "\n".join(line.rstrip() for line in lines)

    def as_json(self) -> str:
        """The figures for a machine."""
        told = [{**asdict(figure), "median": figure.median, "verdict": figure.verdict} for figure in self.found]
        return json.dumps(told, indent=1, ensure_ascii=False)


def _number(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.2f}"


def ratios(measured: list[float], reference: list[float]) -> list[float]:
    """Each measurement as a share of the reference beside it."""
    return [one / other for one, other in zip(measured, reference, strict=True)]

"""The path of a building, and of a site: its reference, its last twelve months, and how far each target is.

A target is met by either of two ways (R. 174-23): the reduction of the reference, or the absolute target; the higher of
the two kWh is what is asked. The weather is taken out of both ends or of neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..spelling import percent, spelled
from .climate import Climate, Corrected, NotCorrected, correct
from .consumption import ZERO, TwelveMonths, Used, latest, starts, twelve_months
from .estimating import with_shares
from .rules import Rules, rules
from .subject import Subject
from .targets import Absolute, Activity, NotSet, Place, TableRow, absolute

RELATIVE, ABSOLUTE = "relative", "absolute"
DECLARED, PROPOSED = "declared", "proposed"

NO_REFERENCE = "no-reference"
DECLARED_INCOMPLETE = "declared-incomplete"
DECLARED_OUTSIDE = "declared-outside"
NO_CURRENT = "no-current"
NO_CONVERSION = "no-conversion"

SENTENCES: Mapping[str, Mapping[str, str]] = {
    NO_REFERENCE: {
        "fr": "aucune période de douze mois entièrement connue entre {first} et {last}",
        "en": "no twelve months are wholly known between {first} and {last}",
    },
    DECLARED_INCOMPLETE: {
        "fr": "la période de référence déclarée n'est pas entièrement connue",
        "en": "the declared reference period is not wholly known",
    },
    DECLARED_OUTSIDE: {
        "fr": "la période de référence déclarée n'est pas comprise entre {first} et {last}",
        "en": "the declared reference period is not between {first} and {last}",
    },
    NO_CURRENT: {
        "fr": "aucune période de douze mois entièrement connue après la référence",
        "en": "no twelve months are wholly known after the reference",
    },
    NO_CONVERSION: {
        "fr": "aucun texte ne convertit en énergie finale : {carriers}",
        "en": "no text converts to final energy: {carriers}",
    },
}


@dataclass(frozen=True)
class Known:
    """What is known of a building: its use, and what an officer declared or loaded."""

    uses: Sequence[Used]
    reference: date | None = None
    climate: Climate = field(default_factory=Climate)
    activities: Sequence[Activity] = ()
    table: Sequence[TableRow] = ()
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Refused:
    """Why there is no path: a key of SENTENCES."""

    reason: str
    carriers: tuple[str, ...] = ()
    years: tuple[int, int] = (0, 0)

    def sentence(self, language: str) -> str:
        """The reason in words, without a capital nor a full stop."""
        first, last = self.years
        return SENTENCES[self.reason][language].format(carriers=", ".join(self.carriers), first=first, last=last)


@dataclass(frozen=True)
class Twelve:
    """Twelve months, and the same brought to normal weather when that is known.

    `kwh` is what the path counts: corrected when both its ends are, else as it was.
    """

    months: TwelveMonths
    climate: Corrected | NotCorrected
    kwh: Decimal


@dataclass(frozen=True)
class Milestone:
    """What a year asks for, and how far it is; kWh of final energy.

    `distance_kwh` is still to be saved: negative when the target is met.
    """

    year: int
    reduction: Decimal
    relative_kwh: Decimal
    absolute: Absolute | NotSet
    target_kwh: Decimal
    way: str
    current_kwh: Decimal

    @property
    def distance_kwh(self) -> Decimal:
        """kWh above the target."""
        return self.current_kwh - self.target_kwh

    @property
    def distance_percent(self) -> Decimal | None:
        """The distance in percent of what is used now; None when that is nothing."""
        return self.distance_kwh * 100 / self.current_kwh if self.current_kwh > 0 else None

    @property
    def is_reached(self) -> bool:
        """Whether the last twelve months are at the target, or under it."""
        return self.distance_kwh <= 0

    def sentence(self, language: str) -> str:
        """How far, in `language` (fr or en), without a full stop."""
        target, left = spelled(self.target_kwh, language), spelled(abs(self.distance_kwh), language)
        part = percent(abs(self.distance_percent or ZERO), language, 1)
        if language == "fr":
            return (
                f"{self.year} : objectif de {target} kWh atteint, {left} kWh en dessous"
                if self.is_reached
                else f"{self.year} : objectif de {target} kWh, il reste {left} kWh à économiser ({part})"
            )
        return (
            f"{self.year}: target of {target} kWh met, {left} kWh below"
            if self.is_reached
            else f"{self.year}: target of {target} kWh, {left} kWh still to save ({part})"
        )


@dataclass(frozen=True)
class Path:
    """A building's way from its reference to 2050.

    `origin` says whether an officer declared the reference or the portal proposes it; `is_corrected` whether the
    weather was taken out, of shares that are `estimated` or declared; `stopped` are carriers of the reference that the
    last twelve months have none of: a connection to another carrier, or bills that are missing, which somebody has to
    say.
    """

    reference: Twelve
    origin: str
    current: Twelve
    is_corrected: bool
    milestones: tuple[Milestone, ...]
    stopped: tuple[str, ...]
    estimated: bool = False

    @property
    def change_percent(self) -> Decimal | None:
        """The change since the reference, in percent; None when that was nothing."""
        if self.reference.kwh <= 0:
            return None
        return (self.current.kwh - self.reference.kwh) * 100 / self.reference.kwh


@dataclass(frozen=True)
class SiteMilestone:
    """What a year asks of the buildings of a site together."""

    year: int
    target_kwh: Decimal
    current_kwh: Decimal

    @property
    def distance_kwh(self) -> Decimal:
        """kWh above the target."""
        return self.current_kwh - self.target_kwh


@dataclass(frozen=True)
class SitePath:
    """The sum of the subject buildings that have a path; `left_out` are the others, and why.

    `delivered_kwh` are those of the two ends as they were delivered.
    """

    buildings: tuple[str, ...]
    reference_kwh: Decimal
    current_kwh: Decimal
    delivered_kwh: tuple[Decimal, Decimal]
    milestones: tuple[SiteMilestone, ...]
    left_out: tuple[tuple[str, Refused], ...]


def path(known: Known, held: Rules | None = None) -> Path | Refused:
    """The path of a building, whether it is subject or not: a target is worth having in any case.

    Shares of heating that nobody declared are estimated at each end from its bills, else taken from the other end.
    """
    held = held or rules()
    current = latest(known.uses)
    climate = with_shares(known.uses, current, known.climate) if current else known.climate
    reference = _reference(known, climate, held)
    if isinstance(reference, Refused):
        return reference
    if current is None or current.first < reference.span.end:
        return Refused(NO_CURRENT)
    for months in (reference, current):
        if months.without_rule:
            return Refused(NO_CONVERSION, months.without_rule)
    before = with_shares(known.uses, reference, known.climate, otherwise=climate.shares)
    ends = [correct(reference, before), correct(current, climate)]
    corrected = all(isinstance(end, Corrected) for end in ends)
    first, last = (_twelve(months, end, corrected) for months, end in zip((reference, current), ends, strict=True))
    return Path(
        reference=first,
        origin=DECLARED if known.reference else PROPOSED,
        current=last,
        is_corrected=corrected,
        milestones=tuple(_milestone(known, year, cut, first.kwh, last.kwh) for year, cut in held.reductions),
        stopped=tuple(sorted(set(reference.delivered) - set(current.delivered))),
        estimated=bool(climate.shares and climate.shares.estimated),
    )


def of_site(paths: Mapping[str, Path | Refused], subjects: Mapping[str, Subject]) -> SitePath | None:
    """The path of the subject buildings of a site; None when none of them has one."""
    concerned = {name: one for name, one in paths.items() if name in subjects and subjects[name].is_subject}
    counted = {name: one for name, one in concerned.items() if isinstance(one, Path)}
    if not counted:
        return None
    return SitePath(
        buildings=tuple(counted),
        reference_kwh=sum((one.reference.kwh for one in counted.values()), ZERO),
        current_kwh=sum((one.current.kwh for one in counted.values()), ZERO),
        delivered_kwh=(
            sum((one.reference.months.delivered_kwh for one in counted.values()), ZERO),
            sum((one.current.months.delivered_kwh for one in counted.values()), ZERO),
        ),
        milestones=tuple(_together(each) for each in zip(*(one.milestones for one in counted.values()), strict=True)),
        left_out=tuple((name, one) for name, one in concerned.items() if isinstance(one, Refused)),
    )


def references(known: Known, held: Rules | None = None) -> list[TwelveMonths]:
    """Every twelve months that may be the reference: whole ones, all their days within the years of the text."""
    years = (held or rules()).reference_years
    found = (twelve_months(known.uses, first) for first in starts(known.uses) if _within(first, years))
    return [one for one in found if one]


def _within(first: date, years: range) -> bool:
    """Whether the twelve months from `first` on begin and end within these years."""
    return first.year in years and (first.month == 1 or first.year + 1 in years)


def _reference(known: Known, climate: Climate, held: Rules) -> TwelveMonths | Refused:
    """The declared one, else the highest: the text leaves the choice, and a high one is the easier to leave behind."""
    years = (held.reference_years[0], held.reference_years[-1])
    if known.reference:
        if not _within(known.reference, held.reference_years):
            return Refused(DECLARED_OUTSIDE, years=years)
        return twelve_months(known.uses, known.reference) or Refused(DECLARED_INCOMPLETE)
    candidates = [one for one in references(known, held) if one.regulatory_kwh is not None]
    if not candidates:
        return Refused(NO_REFERENCE, years=years)
    ends = [correct(one, climate) for one in candidates]
    corrected = all(isinstance(end, Corrected) for end in ends)
    twelve = [_twelve(one, end, corrected) for one, end in zip(candidates, ends, strict=True)]
    return max(twelve, key=lambda one: (one.kwh, -one.months.first.toordinal())).months


def _twelve(months: TwelveMonths, climate: Corrected | NotCorrected, corrected: bool) -> Twelve:
    as_it_was = sum(months.regulatory.values(), ZERO)
    return Twelve(months, climate, climate.kwh if corrected and isinstance(climate, Corrected) else as_it_was)


def _milestone(known: Known, year: int, cut: Decimal, reference: Decimal, current: Decimal) -> Milestone:
    relative = reference * (100 - cut) / 100
    asked = absolute(known.activities, known.table, year, known.place)
    by_table = isinstance(asked, Absolute) and asked.kwh > relative
    return Milestone(
        year=year,
        reduction=cut,
        relative_kwh=relative,
        absolute=asked,
        target_kwh=asked.kwh if isinstance(asked, Absolute) and by_table else relative,
        way=ABSOLUTE if by_table else RELATIVE,
        current_kwh=current,
    )


def _together(each: Iterable[Milestone]) -> SiteMilestone:
    same_year = list(each)
    return SiteMilestone(
        year=same_year[0].year,
        target_kwh=sum((one.target_kwh for one in same_year), ZERO),
        current_kwh=sum((one.current_kwh for one in same_year), ZERO),
    )

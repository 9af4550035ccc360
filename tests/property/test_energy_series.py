"""Whatever a meter measured, its file says it back: stamps of any day, registers of any length."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise

from ckanext.rouen_energy.core.metering.formats.curve import Curve, Point
from ckanext.rouen_energy.core.metering.registers import advance, shares
from ckanext.rouen_energy.core.metering.stamps import PARIS, Clock
from ckanext.rouen_energy.core.metering.steps import SHORT_STEPS
from ckanext.rouen_municipalities.core.tabular.layouts import Row
from hypothesis import given
from hypothesis import strategies as st

#: days around which winter and summer time begin, and any other
DAYS = st.sampled_from([datetime(2021, 3, 27), datetime(2021, 10, 30), datetime(2022, 10, 29), datetime(2023, 7, 1)])
HOURS_OF_TWO_DAYS = 48
CAPACITY = 1_000_000


def instants(day: datetime, step: int) -> list[datetime]:
    """Two whole days of steps, as instants."""
    start = day.replace(tzinfo=PARIS).astimezone(UTC)
    return [start + timedelta(seconds=step * count) for count in range(HOURS_OF_TWO_DAYS * 3600 // step)]


@given(day=DAYS, step=st.sampled_from(SHORT_STEPS), backwards=st.booleans())
def test_the_clocks_of_a_whole_curve_give_its_instants_back(day, step, backwards):
    truth = instants(day, step)[:: -1 if backwards else 1]
    clock: Clock[int] = Clock()
    local = [instant.astimezone(PARIS).replace(tzinfo=None) for instant in truth]
    said = [timed for place, stamp in enumerate(local) for timed in clock.add(place, stamp)] + clock.end()
    assert [(timed.item, timed.problem) for timed in said] == [(place, "") for place in range(len(truth))]
    assert [timed.instant.astimezone(UTC) for timed in said if timed.instant] == truth


@given(
    day=DAYS,
    step=st.sampled_from(SHORT_STEPS),
    gap=st.tuples(st.integers(3, 40), st.integers(0, 60)),
    backwards=st.booleans(),
)
def test_a_curve_with_offsets_keeps_its_step_around_a_gap(day, step, gap, backwards):
    truth = instants(day, step)
    kept = [instant for place, instant in enumerate(truth) if not gap[0] <= place < sum(gap)][:: -1 if backwards else 1]
    curve = Curve("1", at_end=True)
    points = [Point(1, "", instant + timedelta(seconds=step), "1", "W") for instant in kept]
    said = [one for point in points for one in curve.add(point)] + curve.end()
    starts = [datetime.fromisoformat(one.cells["horodate"]).astimezone(UTC) for one in said if isinstance(one, Row)]
    assert starts == kept


@given(start=st.integers(0, 999_999), steps=st.lists(st.integers(0, 90_000), min_size=1, max_size=50))
def test_a_register_of_six_digits_loses_nothing_when_it_rolls_over(start, steps):
    shown = [Decimal(total % CAPACITY) for total in accumulate([start, *steps])]
    assert sum(advance(before, after) for before, after in pairwise(shown)) == sum(steps)


@given(total=st.decimals(0, 10**9, places=3), parts=st.integers(1, 400))
def test_what_is_spread_over_days_sums_to_what_was_used(total, parts):
    assert sum(shares(total, parts)) == total

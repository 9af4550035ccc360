"""How far figures may be from each other before they are taken for a mistake of units."""

from __future__ import annotations

#: kWh written as MWh, or the other way round
THOUSAND = 1000
#: two bills of the same month of two years differ by less than this, both ways, whatever the winter
SAME_SCALE = 2
#: periods of so many days hold every season
LONG_PERIOD_DAYS = 300
#: in these months a building that is open uses energy: in others a closed pool, or heating that is off, may use none
MONTHS_OF_USE = (10, 11, 12, 1, 2, 3, 4)
#: bills out of scale before the file is refused: one or two may be those of a building that was closed
REFUSED_FROM = 3
#: how near two measures of the same energy are, as a part of it
SAME_FIGURE = 0.05
#: meters of a file whose readings are held against their bills
METERS_COMPARED = 20
#: rows of a file among which these meters are looked for
ROWS_SEEN = 200_000
HOUR_SECONDS = 3600

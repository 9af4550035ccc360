"""What the scheduler runs; what workers run is queued by the logic of each concept."""

from __future__ import annotations

from datetime import UTC, datetime

from . import config
from .logic import export, joining, kpi, link, mailing, publication, reminding, search
from .logic.clock import today
from .scheduler import periodic

LINK_SECONDS = 30
EXPORT_SECONDS = 30
KPI_SECONDS = 10
NEW_DAY_SECONDS = 60
MAIL_SECONDS = 10
ERASING_SECONDS = REMINDING_SECONDS = 86_400
CLOSING_SECONDS = 600
DESCRIBING_SECONDS = 86_400
FRESHNESS_SECONDS = 3_600


@periodic(seconds=config.sweep_seconds)
def sweep_publications() -> None:
    """Finish what stopped half-way, remove what is gone."""
    publication.sweep()


@periodic(seconds=LINK_SECONDS)
def read_links() -> None:
    """Have the links read that are due."""
    link.follow_all()
    link.wake_for_due()


@periodic(seconds=EXPORT_SECONDS)
def sweep_exports() -> None:
    """Have the exports written that are missing, remove those that are no longer current."""
    export.sweep()


@periodic(seconds=MAIL_SECONDS)
def deliver_mails() -> None:
    """Hand the mails that wait to the mail server."""
    mailing.deliver()


@periodic(seconds=ERASING_SECONDS)
def erase_requests() -> None:
    """Erase what is personal in requests to join, on the schedule that the site declares."""
    joining.erase()


@periodic(seconds=REMINDING_SECONDS)
def remind_organizations() -> None:
    """Mail each organisation its digest, when it is its turn."""
    reminding.remind(datetime.now(UTC))


@periodic(seconds=REMINDING_SECONDS)
def remind_invited() -> None:
    """Tell whoever was invited to administer an organisation and has not come, once."""
    joining.remind_invited(datetime.now(UTC))


@periodic(seconds=KPI_SECONDS)
def compute_kpis() -> None:
    """Compute the KPIs when something that they count has changed."""
    kpi.compute_when_due()


@periodic(seconds=NEW_DAY_SECONDS)
def count_on_a_new_day() -> None:
    """Have the KPIs computed soon after midnight: some depend on the day alone."""
    kpi.mark_due_on_a_new_day(today())


@periodic(seconds=CLOSING_SECONDS)
def close_the_day() -> None:
    """Keep the day's snapshot of each KPI, in the evening."""
    kpi.close_the_day(datetime.now(UTC))


@periodic(seconds=CLOSING_SECONDS)
def publish_kpis() -> None:
    """Bring the open datasets of the KPIs up to date when they lag behind their history."""
    kpi.wake_when_lagging()


@periodic(seconds=DESCRIBING_SECONDS)
def describe_tables() -> None:
    """Bring the dictionaries of published tables to their profiles; at the start, which is when profiles change."""
    publication.describe_again()


@periodic(seconds=FRESHNESS_SECONDS)
def refresh_freshness() -> None:
    """Bring what the index says of the freshness of datasets to the day."""
    search.refresh_freshness()

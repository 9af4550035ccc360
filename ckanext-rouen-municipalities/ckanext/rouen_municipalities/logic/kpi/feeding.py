"""Each KPI is an open dataset: its history, brought up to date after each snapshot and each correction.

What is said of the KPIs does not depend on these datasets, which are feeds: to publish them makes no snapshot, and only
a new one has the KPIs computed again, so that nothing turns in a circle.
"""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import jobs as queue
from ckan.lib import search
from redis.exceptions import RedisError

from ... import config
from ...core.kpi import KpiDefinition
from ...core.kpi.feed import COLUMNS, KEY, row
from ...store import publication as record
from ...store.kpi import feeds, snapshots
from ...store.kpi.feeds import Feed
from ..acting import as_the_portal
from ..queues import SLOW
from .registry import registered

log = logging.getLogger(__name__)

#: How the resources of such a dataset are called.
TABLE, AS_JSON = "Relevés (CSV)", "Relevés (JSON)"


def publish_lagging() -> list[str]:
    """Job: bring the dataset of every KPI up to date that has been said or corrected since; give their ids.

    One that fails is told in health and tried again at the next turn; it stops no other.
    """
    with feeds.one_at_a_time():
        return [kpi.id for kpi, known, newest in _lagging() if _publish_or_note(kpi, known, newest)]


def wake() -> None:
    """Ask a worker to bring the datasets up to date, with one job: while it is queued no other is added."""
    name = f"{publish_lagging.__module__}.{publish_lagging.__name__}"
    try:
        if name not in (job.func_name for job in queue.get_queue(SLOW).get_jobs()):
            limits = {"timeout": config.job_timeout()}
            tk.enqueue_job(publish_lagging, title="datasets of the KPIs", queue=SLOW, rq_kwargs=limits)
    except RedisError:
        log.exception("datasets of the KPIs wait for the scheduler: the queue is unavailable")


def wake_when_lagging() -> None:
    """Ask a worker when a dataset is not up to date."""
    if _lagging():
        wake()


def dataset_of(kpi_id: str) -> dict[str, str] | None:
    """The open dataset of a KPI; None before its first snapshot was published, or while anyone may not see it."""
    known = feeds.feed_of(model.Session, kpi_id)
    package = model.Session.get(model.Package, known.package_id) if known.package_id else None
    if package is None or package.state != "active" or package.private:
        return None
    return {"id": package.id, "name": package.name, "resource_id": known.resource_id or ""}


def _lagging() -> list[tuple[KpiDefinition, Feed, int]]:
    """The KPIs whose history goes further than their dataset; none while the Métropole is not there to own them."""
    with record.transaction() as connection:
        if model.Group.get(config.metropole_organization()) is None:
            return []
        known = feeds.feeds(connection)
        kpis = registered().values()
        found = [(kpi, known.get(kpi.id, Feed(kpi.id)), snapshots.newest(connection, kpi.id)) for kpi in kpis]
    return [(kpi, feed, newest) for kpi, feed, newest in found if newest > feed.snapshot_id]


def _publish_or_note(kpi: KpiDefinition, known: Feed, newest: int) -> bool:
    try:
        _publish(kpi, known, newest)
    except Exception:
        model.Session.rollback()
        log.exception("the dataset of KPI %s could not be brought up to date", kpi.id)
        with record.transaction() as connection:
            feeds.failed(connection, kpi.id)
        return False
    return True


def _publish(kpi: KpiDefinition, known: Feed, newest: int) -> None:
    """Bring the rows that lack; all of them when the table is new."""
    package = _ensure_dataset(kpi)
    resource_id, is_new = _ensure_table(kpi, package)
    after = 0 if is_new or resource_id != known.resource_id else known.snapshot_id
    with record.transaction() as connection:
        rows = [row(said) for said in snapshots.changed(connection, kpi.id, after)]
    feeds.write(resource_id, KEY, rows)
    with record.transaction() as connection:
        feeds.touch(connection, resource_id)
        feeds.published(connection, kpi.id, newest, package["id"], resource_id)
    search.rebuild(package_ids=[package["id"]])
    search.commit()


def _ensure_dataset(kpi: KpiDefinition) -> dict[str, Any]:
    """The dataset of a KPI, open and with the present words."""
    described = _described(kpi)
    try:
        package: dict[str, Any] = tk.get_action("package_show")(as_the_portal(), {"id": described["name"]})
    except tk.ObjectNotFound:
        package = tk.get_action("package_create")(as_the_portal(), described)
        return package
    if any(package.get(name) != described[name] for name in described) or package["state"] != "active":
        changes = {"id": package["id"], "state": "active", **described}
        package = tk.get_action("package_patch")(as_the_portal(), changes)
    return package


def _ensure_table(kpi: KpiDefinition, package: dict[str, Any]) -> tuple[str, bool]:
    """The resource that holds the table, and whether it is new; the same as JSON stands beside it."""
    for resource in package["resources"]:
        if resource["name"] == TABLE and resource.get("datastore_active"):
            return resource["id"], False
    resource_id: str = tk.get_action("datastore_create")(as_the_portal(), _table(package["id"]))["resource_id"]
    tk.get_action("resource_create")(as_the_portal(), _link(package["id"], resource_id))
    return resource_id, True


def _described(kpi: KpiDefinition) -> dict[str, Any]:
    owner = model.Group.get(config.metropole_organization())
    history = f"{tk.config['ckan.site_url']}/api/3/action/rouen_kpi_history?id={kpi.id}"
    return {
        "name": f"indicateur-{kpi.id.lower()}",
        "title": f"Indicateur {kpi.id} : {kpi.label['fr']}",
        "notes": f"{kpi.definition['fr']}\n\nUn relevé par jour, jamais modifié ; une correction dit son motif. "
        f"Calculé par le portail, ce jeu n'est compté par aucun indicateur. Le même historique par l'API : {history}",
        "owner_org": owner.id,
        "theme": "GOVE",
        "frequency": "DAILY",
        "license_id": "etalab-2.0",
        "feed": "true",
        "private": False,
    }


def _table(package_id: str) -> dict[str, Any]:
    return {
        "resource": {"package_id": package_id, "name": TABLE, "format": "CSV", "url_type": "datastore"},
        "fields": [
            {"id": column.name, "type": column.type, "info": {"label": column.label, "notes": column.notes}}
            for column in COLUMNS
        ],
        "primary_key": list(KEY),
    }


def _link(package_id: str, resource_id: str) -> dict[str, Any]:
    address = f"{tk.config['ckan.site_url']}/datastore/dump/{resource_id}?format=json"
    return {"package_id": package_id, "name": AS_JSON, "format": "JSON", "url": address}

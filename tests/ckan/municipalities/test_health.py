"""The health of a running portal: what it says of the processes behind it."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ckan import model
from ckan.cli.cli import ckan
from ckan.lib.jobs import DEFAULT_QUEUE_NAME, enqueue
from ckan.lib.redis import connect_to_redis
from ckanext.rouen_municipalities import pulse, scheduler, worker
from ckanext.rouen_municipalities.core.pulse import Pulse
from ckanext.rouen_municipalities.logic import mailing
from ckanext.rouen_municipalities.logic.queues import SLOW
from ckanext.rouen_municipalities.model import mail
from ckanext.rouen_municipalities.store import pulse as kept


@pytest.fixture(autouse=True)
def never_alive() -> None:
    """No process has ever given a sign of life, and no mail waits."""
    for key in connect_to_redis().scan_iter("rouen:*:pulse:*"):
        connect_to_redis().delete(key)
    with model.meta.engine.begin() as connection:
        connection.execute(mail.delete())


def checks(app: Any) -> dict[str, dict[str, Any]]:
    """What /readyz says, by the name of the check."""
    answer = app.get("/readyz")
    assert answer.status_code == 200
    found: dict[str, dict[str, Any]] = answer.json["checks"]
    return found


def test_services_that_answer_are_well_and_processes_that_never_lived_are_not(app: Any) -> None:
    states = {name: check["state"] for name, check in checks(app).items()}

    processes = dict.fromkeys(pulse.KINDS, "down")
    assert {"worker", "scheduler"} <= set(processes)
    assert states == {"databases": "ok", "search": "ok", "sessions": "ok", **processes, "mail": "ok", "kpis": "ok"}


def test_a_sign_of_life_that_holds_no_longer_is_told_as_late_with_what_was_being_done(app: Any) -> None:
    kept.write(pulse.SCHEDULER, Pulse(time.time() - 300, 60, 42, "jobs.sweep_publications"))

    found = checks(app)["scheduler"]

    assert found["state"] == "late"
    assert "42" in found["detail"]
    assert "jobs.sweep_publications" in found["detail"]
    assert "300 s" in found["detail"]


def test_a_worker_gives_signs_of_life_while_it_waits_and_before_a_job(app: Any) -> None:
    enqueue(time.time, queue="pulse")
    before = time.time()

    worker.BeatingWorker(["pulse"]).work(burst=True)

    found = kept.latest(pulse.WORKER)
    assert found is not None
    assert found.at >= before
    assert checks(app)["worker"]["state"] == "ok"


def test_the_worker_of_links_and_exports_does_not_stand_for_the_other(app: Any) -> None:
    worker.BeatingWorker([SLOW]).work(burst=True)

    assert checks(app)["worker-slow"]["state"] == "ok"
    assert checks(app)["worker"]["state"] == "down"


def test_a_worker_that_waits_looks_up_four_times_while_its_sign_of_life_holds() -> None:
    waiting = worker.BeatingWorker([DEFAULT_QUEUE_NAME])

    assert waiting.dequeue_timeout <= pulse.interval()
    assert waiting.job_monitoring_interval <= pulse.interval()
    assert pulse.interval() * 4 == pytest.approx(60)


def test_the_scheduler_names_the_task_before_it_runs_it(monkeypatch: pytest.MonkeyPatch, app: Any) -> None:
    seen: list[Pulse | None] = []
    monkeypatch.setattr(scheduler, "_registered", {})

    @scheduler.periodic(seconds=60)
    def long_task() -> None:
        seen.append(kept.latest(pulse.SCHEDULER))

    scheduler.run_due(0)

    assert seen[0] is not None
    assert seen[0].doing.endswith("long_task")
    assert seen[0].pid == os.getpid()
    assert checks(app)["scheduler"]["state"] == "ok"


def test_a_mail_that_waits_for_long_is_told_with_since_when(app: Any) -> None:
    mailing.queue(mailing.Mail("mairie@example.org", "Confirmez", "Texte", "<p>Texte</p>", "demande-1"))
    model.Session.commit()
    assert checks(app)["mail"]["state"] == "ok"

    with model.meta.engine.begin() as connection:
        connection.execute(mail.update().values(created=datetime.now(UTC) - timedelta(minutes=90)))
    found = checks(app)["mail"]
    assert (found["state"], found["vital"]) == ("late", False)
    assert "90 min" in found["detail"]


def test_a_mail_that_was_given_up_is_told_and_stops_nobody(app: Any) -> None:
    mailing.queue(mailing.Mail("mairie@example.org", "Confirmez", "Texte", "<p>Texte</p>", "demande-1"))
    model.Session.commit()
    with model.meta.engine.begin() as connection:
        connection.execute(mail.update().values(state="failed", created=datetime.now(UTC) - timedelta(days=6)))

    found = checks(app)["mail"]
    assert (found["state"], found["detail"]) == ("ok", "1 given up, to be sent again by somebody")


def test_the_command_says_the_same_and_fails_unless_all_is_well(app: Any, cli: Any) -> None:
    ill = cli.invoke(ckan, ["rouen", "health"])
    assert ill.exit_code == 1
    assert "worker     down  never gave a sign of life" in ill.output

    for kind in pulse.KINDS:
        pulse.beat(kind, "waiting")
    well = cli.invoke(ckan, ["rouen", "health", "--json"])

    assert well.exit_code == 0, well.output
    assert '"status": "ready"' in well.output

"""Options of this extension; each has its default in config_declaration.yaml only."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import ckan.plugins.toolkit as tk

from .core.contours import Kind
from .core.fetching import Network, networks
from .core.joining import Erasing
from .core.tabular.limits import MEBIBYTE, Limits

PREFIX = "ckanext.rouen_municipalities."


def profiles_folder() -> Path | None:
    """Folder of the site's own profiles, when there is one."""
    folder = tk.config[f"{PREFIX}profiles_folder"]
    return Path(folder) if folder else None


def schemas_folder() -> Path | None:
    """Folder of national schemas, when there is one."""
    folder = tk.config[f"{PREFIX}schemas_folder"]
    return Path(folder) if folder else None


def schemas_index() -> str:
    """Address of the index of national schemas, empty when none is asked."""
    return str(tk.config[f"{PREFIX}schemas_index"])


def proposal_bytes() -> int:
    """Bytes of a file for which columns are proposed, at most."""
    return int(tk.config[f"{PREFIX}max_proposal_size"]) * MEBIBYTE


def lease() -> timedelta:
    """How long a worker holds a publication without a sign of life."""
    return timedelta(seconds=tk.config[f"{PREFIX}lease_seconds"])


def sweep_seconds() -> int:
    """How often what stopped half-way is looked for, in seconds."""
    return int(tk.config[f"{PREFIX}sweep_seconds"])


def publication_attempts() -> int:
    """How often a publication that fails on our side is tried."""
    return int(tk.config[f"{PREFIX}publication_attempts"])


def job_timeout() -> int:
    """Seconds that one publication job may take."""
    return int(tk.config[f"{PREFIX}job_timeout"])


def swap_wait() -> int:
    """Seconds that a new table waits for readers of the old one."""
    return int(tk.config[f"{PREFIX}swap_wait"])


def pulse_seconds() -> float:
    """How long a sign of life of a worker or of the scheduler holds."""
    return float(tk.config[f"{PREFIX}pulse_seconds"])


def upload_bytes() -> int:
    """Bytes of an uploaded file, at most (CKAN's own option, in megabytes)."""
    return int(tk.config["ckan.max_resource_size"]) * MEBIBYTE


def checked_bytes() -> int:
    """Bytes of a file that is checked while somebody waits, at most."""
    return min(upload_bytes(), int(tk.config[f"{PREFIX}max_checked_megabytes"]) * MEBIBYTE)


def limits() -> Limits:
    """Caps on what a table may be."""
    return Limits(
        file_bytes=upload_bytes(),
        rows=int(tk.config[f"{PREFIX}max_rows"]),
        columns=int(tk.config[f"{PREFIX}max_columns"]),
        cell_characters=int(tk.config[f"{PREFIX}max_cell_characters"]),
        annotated_cells=int(tk.config[f"{PREFIX}max_annotated_cells"]),
    )


def fetch_networks() -> tuple[Network, ...]:
    """Networks that are not public and from which files may be fetched nonetheless."""
    return networks(tk.config[f"{PREFIX}fetch_networks"])


def fetch_seconds() -> float:
    """How long one fetch may take in all."""
    return float(tk.config[f"{PREFIX}fetch_seconds"])


def fetch_idle() -> float:
    """How long a fetch waits for the next byte."""
    return float(tk.config[f"{PREFIX}fetch_idle_seconds"])


def user_agent() -> str:
    """How the portal presents itself to the servers that it fetches from."""
    return f"ckanext-rouen-municipalities (+{tk.config['ckan.site_url']})"


def metropole_organization() -> str:
    """Name of the organisation that leads the initiative."""
    return str(tk.config[f"{PREFIX}metropole_organization"])


def expectations_file() -> Path | None:
    """The site's own table of what is expected of communes, when there is one."""
    file = tk.config[f"{PREFIX}expectations_file"]
    return Path(file) if file else None


def map_background() -> tuple[Kind, ...]:
    """What the map draws under the communes, of what was loaded: contours, rivers, or nothing."""
    words = {"contours": Kind.COMMUNE, "rivers": Kind.RIVER}
    return tuple(words[word] for word in str(tk.config[f"{PREFIX}map_background"]).split() if word in words)


def map_tiles() -> str:
    """Address of the tiles of a background from elsewhere; empty for none."""
    return str(tk.config[f"{PREFIX}map_tiles"])


def problems_per_address() -> int:
    """How many problems are told from one address on the network within an hour."""
    return int(tk.config[f"{PREFIX}problems_per_address"])


def problems_per_dataset() -> int:
    """How many problems of one dataset are told within a day."""
    return int(tk.config[f"{PREFIX}problems_per_dataset"])


def contact() -> str:
    """Public e-mail address of the open data team, empty when there is none."""
    return str(tk.config[f"{PREFIX}contact"])


def mail_timeout() -> float:
    """How long the mail server may take for an answer, in seconds."""
    return float(tk.config[f"{PREFIX}mail_timeout"])


def mail_patience() -> timedelta:
    """How long a mail that is not taken is tried before it is given up."""
    return timedelta(days=tk.config[f"{PREFIX}mail_days"])


def join_links_per_address() -> int:
    """How many requests to join are taken from one address within an hour."""
    return int(tk.config[f"{PREFIX}join_links_per_address"])


def join_links_per_commune() -> int:
    """How many requests to join are taken for one commune within a day."""
    return int(tk.config[f"{PREFIX}join_links_per_commune"])


def join_erasing() -> Erasing:
    """How long what is personal in a request to join is kept."""
    return Erasing(
        unconfirmed=timedelta(days=tk.config[f"{PREFIX}join_unconfirmed_days"]),
        unanswered=timedelta(days=tk.config[f"{PREFIX}join_unanswered_days"]),
        decided=timedelta(days=tk.config[f"{PREFIX}join_decided_days"]),
    )


def remind_every() -> timedelta:
    """How long after a digest an organisation is told again."""
    return timedelta(days=tk.config[f"{PREFIX}remind_days"])


def invitation_patience() -> timedelta:
    """How long after an invitation somebody who has not come is told once more."""
    return timedelta(days=tk.config[f"{PREFIX}invitation_days"])


def snooze() -> timedelta:
    """How long the link of a digest puts the next one off."""
    return timedelta(days=tk.config[f"{PREFIX}snooze_days"])


def trusted_proxies() -> int:
    """How many servers of ours a visitor's request passes through, each of which adds the address it saw."""
    return int(tk.config[f"{PREFIX}trusted_proxies"])

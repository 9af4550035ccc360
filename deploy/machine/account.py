"""The unprivileged account that services run as when root starts them."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machine.failure import MachineError

NAME = "rouen"


@dataclass(frozen=True)
class Account:
    """Who the services are. `switch` is true when we are root and have to become them."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen_arguments(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child run as this account."""
        if not self.switch:
            return {}
        groups = os.getgrouplist(self.name, self.gid)
        return {"user": self.uid, "group": self.gid, "extra_groups": groups}

    def become(self) -> None:
        """Turn this process into the account for good, before an exec."""
        if not self.switch:
            return
        os.initgroups(self.name, self.gid)
        os.setgid(self.gid)
        os.setuid(self.uid)

    def own(self, path: Path) -> None:
        """Give a file or folder to the account."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def own_tree(self, folder: Path) -> None:
        """Give a folder and everything in it to the account."""
        self.own(folder)
        for parent, folders, files in os.walk(folder):
            for name in folders + files:
                self.own(Path(parent, name))


def service_account() -> Account:
    """The account that services run as: `rouen` for root, otherwise whoever runs this."""
    if os.getuid() != 0:
        return Account(pwd.getpwuid(os.getuid()).pw_name, os.getuid(), os.getgid(), switch=False)
    entry = _entry() or _create()
    return Account(NAME, entry.pw_uid, entry.pw_gid, switch=True)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    entry = _entry()
    if entry is None:
        raise MachineError(f"Cannot create the account {NAME!r}: {result.stderr.strip()}")
    return entry

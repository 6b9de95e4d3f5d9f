"""Where a release comes from: who makes it, and from which revision of the project."""

import getpass
import socket
import subprocess

from lakeflow.deploy.releases import Provenance
from lakeflow.project import Project


def provenance(project: Project, version: str = "") -> Provenance:
    """Return who releases, and from which revision; one with uncommitted changes ends in ``+``."""
    revision = _git(project, "rev-parse", "--short=12", "HEAD")
    changed = _git(project, "status", "--porcelain") if revision else ""
    return Provenance(
        by=f"{getpass.getuser()}@{socket.gethostname()}", revision=revision + ("+" if changed else ""), version=version
    )


def _git(project: Project, *words: str) -> str:
    """Return what git says of the project, empty where it says nothing or is not there."""
    try:
        done = subprocess.run(  # noqa: S603  git's own words, no shell
            ["git", "-C", str(project.root), *words],  # noqa: S607  git is where the user has it
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""

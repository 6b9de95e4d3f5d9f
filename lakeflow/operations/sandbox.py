"""``lakeflow sandbox``: keep an AWS in a box running on this machine, and stop it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from lakeflow.configuration import load_settings
from lakeflow.errors import ProjectError, ToolMissingError
from lakeflow.project import Project, find_project

ENVIRONMENT = "sandbox"
PATIENCE = 60.0
"""Seconds that the server may take to start."""


def start(folder: Path) -> tuple[str, bool]:
    """Start the sandbox unless it runs; return its address, and whether it was started now.

    Raises:
        ToolMissingError: moto is not installed.
        ProjectError: it did not start; its log says why.

    """
    project = find_project(folder)
    endpoint = _endpoint(project)
    if _answers(endpoint):
        return endpoint, False
    if find_spec("moto") is None:
        raise ToolMissingError("the sandbox needs moto", hint="pip install 'lakeflow[sandbox]'")
    project.state.mkdir(exist_ok=True)
    log = project.state / "sandbox.log"
    port = str(urlsplit(endpoint).port or 80)
    with log.open("wb") as stream:
        process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-m", "lakeflow.sandbox.server", port],
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    _pid_file(project).write_text(str(process.pid), encoding="utf-8")
    given_up = time.monotonic() + PATIENCE
    while not _answers(endpoint):
        if process.poll() is not None or time.monotonic() > given_up:
            raise ProjectError(f"the sandbox did not start at {endpoint}", hint=f"see {project.relative(log)}")
        time.sleep(0.1)
    return endpoint, True


def stop(folder: Path) -> bool:
    """Stop the sandbox, with everything in it; return whether it ran."""
    project = find_project(folder)
    file = _pid_file(project)
    if not file.is_file():
        return False
    ran = False
    with suppress(ProcessLookupError):
        os.kill(int(file.read_text(encoding="utf-8")), signal.SIGTERM)
        ran = True
    file.unlink()
    return ran


def _endpoint(project: Project) -> str:
    endpoint = load_settings(project, ENVIRONMENT).aws.endpoint
    if endpoint is None or urlsplit(endpoint).hostname not in {"127.0.0.1", "localhost"}:
        raise ProjectError(
            "config/sandbox.toml names no endpoint of this machine",
            hint='write: [aws] endpoint = "http://127.0.0.1:5577"',
        )
    return endpoint


def _answers(endpoint: str) -> bool:
    try:
        with urllib.request.urlopen(f"{endpoint}/moto-api/", timeout=5):  # noqa: S310  checked to be of this machine
            return True
    except (urllib.error.URLError, OSError):
        return False


def _pid_file(project: Project) -> Path:
    return project.state / "sandbox.pid"

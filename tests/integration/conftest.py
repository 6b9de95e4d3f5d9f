"""A project of its own for each module, and the command line as its users call it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

PIPELINE = """
from lakeflow import Choice, DateParam, Fail, Lambda, LambdaFunction, Map, Pipeline, Retry, StringParam, Try

find = LambdaFunction("find", handler="jobs/find.py:handler", timeout=5)

with Pipeline("small", params={"date": DateParam(), "mode": StringParam(default="good")}) as small:
    params = small.params
    found = Lambda("found", find, payload={"mode": params.mode, "date": params.date})
    with Map("each", found.output.items) as each:
        one = Lambda("one", find, payload={"mode": "good", "item": each.item}, retry=Retry(errors=["Busy"]))
        each.returns(one.output.item)
    with Choice("enough") as enough, enough.when(each.output.length() < 2):
        Fail("TooFew", cause="not enough")
"""
HANDLER = """
class Busy(Exception):
    pass

def handler(event, context):
    print("working on", event)
    if event["mode"] == "raise":
        raise Busy("come back later")
    if event["mode"] == "few":
        return {"items": [1]}
    return {"items": [1, 2, 3], "item": event.get("item")}
"""


@dataclass(frozen=True)
class CommandLine:
    """``lakeflow`` in a project's folder."""

    project: Path

    @property
    def lake(self) -> Path:
        return self.project / ".lakeflow" / "lake"

    def start(self, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), *arguments],
            cwd=self.project,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __call__(
        self, *arguments: str, exit_code: int = 0, environment: Mapping[str, str] | None = None
    ) -> tuple[str, str]:
        process = self.start(*arguments, environment=environment)
        out, err = process.communicate()
        assert process.returncode == exit_code, f"exit {process.returncode}\n{out}\n{err}"
        return out, err

    def run(self, date: str, *arguments: str, exit_code: int = 0) -> dict[str, Any]:
        """Run the pipeline and return its record."""
        out, _ = self("run", "--date", date, "--json", *arguments, exit_code=exit_code)
        record: dict[str, Any] = json.loads(out)
        return record


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the reference project, without data."""
    for folder in ("config", "jobs", "pipelines"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def lakeflow(project: Path) -> CommandLine:
    return CommandLine(project)


@pytest.fixture
def small(project: Path) -> Path:
    """The project with one pipeline of functions only, which starts in no time."""
    (project / "pipelines" / "ecommerce.py").unlink()
    (project / "pipelines" / "small.py").write_text(PIPELINE, encoding="utf-8")
    (project / "jobs" / "find.py").write_text(HANDLER, encoding="utf-8")
    return project

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

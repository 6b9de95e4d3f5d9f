"""The AWS Step Functions Data Science SDK, in a folder of its own: it brings 300 MB and old versions of what we use."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from lakeflow.project import cache_folder, process_environment

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NEEDED = (*PROJECT["optional-dependencies"]["sdk"], *PROJECT["dependencies"])

RunPython = Callable[[str], str]


@pytest.fixture(scope="session")
def sdk_python() -> Path:
    """Return a Python that has the SDK; it is kept among the downloads while lakeflow needs the same."""
    folder = cache_folder(process_environment()) / "sdk-2.3.0"
    python = folder / "bin" / "python"
    complete, needed = folder / "complete", "\n".join(NEEDED)
    if not complete.is_file() or complete.read_text("utf-8") != needed:
        steps = (
            [sys.executable, "-m", "venv", str(folder)],
            [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *NEEDED],
        )
        for command in steps:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(f"the SDK cannot be installed here: {done.stderr.strip()[-300:]}")
        complete.write_text(needed, "utf-8")
    return python


@pytest.fixture
def run_python(sdk_python: Path, tmp_path: Path) -> RunPython:
    """Return a function that runs a script beside the SDK and returns what it printed."""

    def run(script: str) -> str:
        environment = {
            **process_environment(),
            "PYTHONPATH": str(ROOT),
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        done = subprocess.run(
            [str(sdk_python), "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run

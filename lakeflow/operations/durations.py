"""How long steps took in past runs: what the compiler weighs waits by, read from a file and made from local runs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lakeflow.errors import ProjectError
from lakeflow.project import Project, read_text

if TYPE_CHECKING:
    from lakeflow.runs import RunRecord, StateRecord
    from lakeflow.settings import Settings


def durations_of(project: Project, settings: "Settings", file: Path | None) -> Mapping[str, float]:
    """Return the seconds that steps are known to take: from ``file``, else from the one that the settings name.

    Raises:
        ProjectError: the file is not there, or is not an object of step names and seconds.

    """
    if file is None and settings.compiler.durations is None:
        return {}
    return read_durations(file or project.root / str(settings.compiler.durations))


def read_durations(file: Path) -> Mapping[str, float]:
    """Return the seconds by step that a JSON file holds; raises as ``durations_of`` does."""
    hint = 'write {"step": seconds}, or let `lakeflow durations -o FILE` write it'
    try:
        found = json.loads(read_text(file))
    except ValueError as error:
        raise ProjectError(f"{file} is not JSON: {error}", hint=hint) from None
    if not isinstance(found, dict) or not all(_is_duration(value) for value in found.values()):
        raise ProjectError(f"{file} is not an object of step names and seconds", hint=hint)
    return found


def durations_of_runs(project: Project, pipeline: str | None) -> dict[str, float]:
    """Return the median seconds of each step in this project's runs, rounded to a tenth; of one pipeline if named.

    Raises:
        ProjectError: no run has succeeded in any step.

    """
    from statistics import median

    from lakeflow.runs import RunFolder

    seconds: dict[str, list[float]] = {}
    for record in sorted((project.state / "runs").glob("*/run.json")):
        run = RunFolder(record.parent).read()
        for state in run.states if pipeline in {None, run.pipeline} else ():
            if state.seconds is not None and _tells(state, run):
                seconds.setdefault(state.name, []).append(state.seconds)
    if not seconds:
        whose = f"pipeline {pipeline!r}" if pipeline else "this project"
        raise ProjectError(f"there is no local run of {whose} to learn from", hint="run it first: lakeflow run")
    return {name: round(median(values), 1) for name, values in sorted(seconds.items())}


def _tells(state: "StateRecord", run: "RunRecord") -> bool:
    """Whether how long a state took is how long the step takes.

    Mocks take no time, a derived state, such as ``audit.rows``, has the step's name before a dot, and a Choice state
    has ended before its branch begins.
    """
    return state.status == "done" and state.type != "Choice" and state.name not in run.mocked and "." not in state.name


def _is_duration(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0

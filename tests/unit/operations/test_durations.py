"""Durations of steps: read from a file, learned from the records of local runs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lakeflow.errors import ProjectError
from lakeflow.operations.durations import durations_of_runs, read_durations
from lakeflow.project import Project
from lakeflow.runs import RunFolder, RunRecord, StateRecord


def record(project: Project, name: str, pipeline: str, seconds: dict[str, tuple[str, float]]) -> None:
    folder = RunFolder(project.state / "runs" / name)
    folder.create("{}", {})
    states = [
        StateRecord(
            name=state, type="Choice" if state == "which" else "Task", status=status, entered=0.0, seconds=taken
        )
        for state, (status, taken) in seconds.items()
    ]
    folder.write(
        RunRecord(
            name=name,
            pipeline=pipeline,
            environment="local",
            status="SUCCEEDED",
            input={},
            started=datetime(2025, 1, 1, tzinfo=UTC),
            states=states,
        )
    )


def test_a_step_takes_the_median_of_its_successful_runs(tmp_path: Path) -> None:
    project = Project(tmp_path)
    record(project, "1", "shop", {"load": ("done", 10.0), "load.rows": ("done", 1.0)})
    record(project, "2", "shop", {"load": ("done", 30.04), "check": ("failed", 5.0)})
    record(project, "3", "shop", {"load": ("done", 99.0)})
    record(project, "4", "other", {"load": ("done", 1000.0)})
    assert durations_of_runs(project, "shop") == {"load": 30.0}


def test_a_choice_takes_as_long_as_its_branch_which_its_state_does_not_tell(tmp_path: Path) -> None:
    project = Project(tmp_path)
    record(project, "1", "shop", {"which": ("done", 0.0), "load": ("done", 10.0)})
    assert durations_of_runs(project, "shop") == {"load": 10.0}


def test_without_a_run_there_is_nothing_to_learn(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no local run of pipeline 'shop'"):
        durations_of_runs(Project(tmp_path), "shop")


@pytest.mark.parametrize("text", ["[]", '{"load": "long"}', '{"load": -1}', '{"load": true}', "{"])
def test_a_file_that_is_no_object_of_seconds_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "durations.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match=r"durations\.json is not"):
        read_durations(file)

"""Pipelines that are started by name, looked up among those of the project."""

from pathlib import Path

import pytest

from lakeflow.errors import InvalidPipelineError
from lakeflow.operations.compiling import compile_file
from lakeflow.project import Project

LOAD = """
from lakeflow import DateParam, Pass, Pipeline

with Pipeline("load", params={"date": DateParam()}) as load:
    Pass("loaded", load.params.date)
"""

SHOP = """
from lakeflow import Pipeline, RunPipeline

with Pipeline("shop") as shop:
    RunPipeline("run", NAME, params=PARAMS)
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "config").mkdir()
    settings = 'project = "shop"\n[aws]\nregion = "eu-west-1"\naccount = "000000000000"\n[lake]\nroot = "lake"\n'
    (tmp_path / "config" / "base.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "config" / "local.toml").touch()
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "pipelines" / "load.py").write_text(LOAD, encoding="utf-8")
    return Project(tmp_path)


def told(project: Project, name: str, params: str) -> list[str]:
    """Return what is told of a pipeline that starts another by name."""
    file = project.root / "pipelines" / "shop.py"
    file.write_text(SHOP.replace("NAME", repr(name)).replace("PARAMS", params), encoding="utf-8")
    try:
        compile_file(project, file, "local")
    except InvalidPipelineError as error:
        return [f"{finding.code} {finding.message}; {finding.hint}" for finding in error.diagnostics]
    return []


def test_a_pipeline_that_is_started_by_name_is_given_what_it_declares(project: Project) -> None:
    assert told(project, "load", '{"date": "2024-01-01"}') == []


def test_an_unknown_parameter_of_a_pipeline_in_another_module_is_told(project: Project) -> None:
    assert told(project, "load", '{"nope": 1}') == [
        "LF135 pipeline 'load' has no parameter 'nope'; declared: date",
        "LF135 pipeline 'load' needs its parameter 'date'; add params={\"date\": ...}, or give it a default",
    ]


def test_a_value_that_is_not_of_the_parameters_type_is_told(project: Project) -> None:
    (finding,) = told(project, "load", '{"date": 5}')
    assert finding.startswith("LF135 parameter 'date' of pipeline 'load' is a date, not 5; write a date as")


def test_a_pipeline_that_is_nowhere_in_the_project_is_told(project: Project) -> None:
    assert told(project, "lode", "{}") == ["LF148 there is no pipeline 'lode' in this project; did you mean 'load'?"]


def test_a_state_machine_of_somebody_else_is_not_looked_for(project: Project) -> None:
    assert told(project, "arn:aws:states:eu-west-1:123456789012:stateMachine:theirs", '{"any": 1}') == []


def test_a_module_that_does_not_import_hides_which_pipelines_there_are(project: Project) -> None:
    (project.root / "pipelines" / "broken.py").write_text("import nothing_of_that_name\n", encoding="utf-8")
    assert told(project, "lode", "{}") == []

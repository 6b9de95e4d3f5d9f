"""Pipeline modules as they are loaded."""

from pathlib import Path

import pytest

from lakeflow.project import Project, load_pipelines


def test_what_a_module_prints_stays_out_of_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chatty.py"
    file.write_text('from lakeflow import Pipeline\nprint("loading")\nshop = Pipeline("shop")\n')
    (pipeline,) = load_pipelines(Project(tmp_path), file)
    assert pipeline.name == "shop"
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "loading\n"

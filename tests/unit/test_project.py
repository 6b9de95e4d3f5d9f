"""Pipeline modules as they are loaded."""

import os
import sys
from pathlib import Path

import pytest

from lakeflow.errors import InvalidPipelineError
from lakeflow.project import Project, load_module, pipelines_in


def test_what_a_module_prints_stays_out_of_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chatty.py"
    file.write_text('from lakeflow import Pipeline\nprint("loading")\nshop = Pipeline("shop")\n')
    (pipeline,) = pipelines_in(load_module(Project(tmp_path), file))
    assert pipeline.name == "shop"
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "loading\n"


def test_an_edit_is_seen_that_keeps_the_length_and_the_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = tmp_path / "shop.py"
    for name in ("shop", "ship"):
        file.write_text(f'from lakeflow import Pipeline\nshop = Pipeline("{name}")\n')
        os.utime(file, (1_700_000_000, 1_700_000_000))
        assert [pipeline.name for pipeline in pipelines_in(load_module(Project(tmp_path), file))] == [name]


PAUSE = "from lakeflow import Pipeline, Wait\nwith Pipeline('shop'):\n  pause = Wait('pause', seconds=1)"


def test_what_is_wrong_before_a_module_stops_importing_is_told_with_it(tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    file.write_text(
        "from lakeflow import GlueJob, Pipeline, Wait\n"
        "job = GlueJob('load', script='load.py', libraries='lib')\n"
        "with Pipeline('shop', timeout='1h') as shop:\n"
        "    Wait('pause', seconds=1, comment=2)\n"
        "1 / 0\n"
    )
    with pytest.raises(InvalidPipelineError) as caught:
        load_module(Project(tmp_path), file)
    told = [(finding.code, finding.location and finding.location.line) for finding in caught.value.diagnostics]
    assert told == [("LF232", 2), ("LF232", 3), ("LF232", 4), ("LF002", 5)]


def test_mistakes_outside_of_pipelines_are_told_with_those_of_the_first(tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    file.write_text(
        "from lakeflow import GlueJob, Pipeline\n"
        "job = GlueJob('load', script='load.py', libraries='lib')\n"
        "shop = Pipeline('shop')\n"
    )
    (pipeline,) = pipelines_in(load_module(Project(tmp_path), file))
    assert [finding.code for finding in pipeline.findings] == ["LF232"]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("from lakeflow import DynamoDbPut", "cannot import name 'DynamoDbPut'", "did you mean DynamoPut?"),
        ("from lakeflow import Xyz", "cannot import name 'Xyz'", "lakeflow has Athena, AthenaManifest, "),
        ("from lakeflow import Pipeline\nGlue('a')", "name 'Glue' is not defined", "write: from lakeflow import Glue"),
        (
            "from lakeflaw import Pipeline",
            "No module named 'lakeflaw'",
            "install lakeflaw here",
        ),
        ("print(unknown)", "name 'unknown' is not defined", "correct what it raised"),
        ("orders = 1\nprint(order)", "name 'order' is not defined", "did you mean orders?"),
        (f"{PAUSE}\npause.expects", "'Wait' object has no attribute 'expects'", "did you mean expect?"),
        (f"{PAUSE}\npause.next(pause)", "'Wait' object has no attribute 'next'", "write step >> other"),
        (
            f"{PAUSE}\npause.count",
            "'Wait' object has no attribute 'count'",
            "of a step itself one asks after, expect, name",
        ),
        (
            "from lakeflow import Pass, Pipeline\nwith Pipeline('shop'):\n    one = Pass('one', 1)\none.count",
            "'Pass' object has no attribute 'count'",
            "a field of its value is output.count",
        ),
        (
            "from lakeflow import Pipeline\n','.join([Pipeline('shop').execution_name])",
            "expected str instance, Ref found",
            "write fn.join",
        ),
        (f"{PAUSE}\npause > 1", "'>' not supported between instances of 'Wait' and 'int'", "which is step.output"),
        (
            "from lakeflow import DateParam, Pipeline\nPipeline('shop', params={'date': DateParam()}).date",
            "'Pipeline' object has no attribute 'date'",
            "write params.date",
        ),
        ("exit(0)", "SystemExit: 0", "correct what it raised"),
    ],
)
def test_a_name_of_lakeflow_that_was_misspelt_or_not_imported_is_told(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    file = tmp_path / "shop.py"
    file.write_text(text)
    with pytest.raises(InvalidPipelineError) as caught:
        load_module(Project(tmp_path), file)
    (finding,) = caught.value.diagnostics
    assert finding.code == "LF002"
    assert message in finding.message
    assert hint in finding.hint

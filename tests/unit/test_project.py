"""Pipeline modules as they are loaded."""

from pathlib import Path

import pytest

from lakeflow.errors import PipelineImportError
from lakeflow.project import Project, load_pipelines


def test_what_a_module_prints_stays_out_of_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chatty.py"
    file.write_text('from lakeflow import Pipeline\nprint("loading")\nshop = Pipeline("shop")\n')
    (pipeline,) = load_pipelines(Project(tmp_path), file)
    assert pipeline.name == "shop"
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "loading\n"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("from lakeflow import DynamoDbPut", "cannot import name 'DynamoDbPut'", "did you mean DynamoPut?"),
        ("from lakeflow import Xyz", "cannot import name 'Xyz'", "lakeflow has Athena, AthenaManifest, "),
        ("from lakeflow import Pipeline\nGlue('a')", "name 'Glue' is not defined", "write: from lakeflow import Glue"),
        ("from lakeflaw import Pipeline", "No module named 'lakeflaw'", "it must import first"),
        ("print(unknown)", "name 'unknown' is not defined", "it must import first"),
    ],
)
def test_a_name_of_lakeflow_that_was_misspelt_or_not_imported_is_told(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    file = tmp_path / "shop.py"
    file.write_text(text)
    with pytest.raises(PipelineImportError) as caught:
        load_pipelines(Project(tmp_path), file)
    assert message in caught.value.message
    assert hint in caught.value.hint

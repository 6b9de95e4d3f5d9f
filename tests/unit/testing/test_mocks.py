import json
from pathlib import Path

import pytest

from lakeflow.errors import LakeflowError
from lakeflow.testing import Kit, mock_file, raises, recorded, returns

SMALL = "pipelines/small.py"
DATE = {"date": "2024-01-01"}


def test_a_recorded_execution_answers_as_it_did_and_takes_as_long(kit: Kit, tmp_path: Path) -> None:
    slow = [returns({"size": 5}, after="9s"), returns({"size": 7}, after="4s")]
    first = kit.run(SMALL, DATE, mocks={"found": [raises("Busy"), returns({"items": [1, 2]})], "one": slow})
    history = tmp_path / "history.json"
    history.write_text(json.dumps({"events": [event.to_json() for event in first.history.events]}), encoding="utf-8")
    again = kit.run(SMALL, DATE, mocks=recorded(history))
    assert (again.output, again.path) == (first.output, first.path)
    assert again.seconds == pytest.approx(first.seconds, abs=0.01)
    assert again.output_of("each") == [5, 7]
    worse = kit.run(SMALL, DATE, mocks={**recorded(history), "found": raises("Boom")})
    assert worse.error == "Boom"


def test_mocks_stand_in_files(kit: Kit, tmp_path: Path) -> None:
    file = tmp_path / "mocks.json"
    file.write_text('{"found": {"returns": {"items": []}}}', encoding="utf-8")
    assert kit.run(SMALL, DATE, mocks=mock_file(file)).error == "TooFew"
    file.write_text('{"found": {"gives": 1}}', encoding="utf-8")
    with pytest.raises(LakeflowError, match="an answer has no field 'gives'"):
        mock_file(file)
    with pytest.raises(LakeflowError, match="cannot be read"):
        recorded(tmp_path / "nowhere.json")

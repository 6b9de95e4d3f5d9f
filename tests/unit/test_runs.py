from pathlib import Path

import pytest

from lakeflow.local.workspace import Workspace
from lakeflow.runs import RunFolder


@pytest.mark.parametrize("state", ["load", "load.rows", "Load: orders/items", "../../elsewhere", "été"])
def test_an_attempts_log_is_looked_for_where_it_was_written_whatever_its_state_is_called(
    tmp_path: Path, state: str
) -> None:
    workspace = Workspace(project_root=tmp_path, lake_root=tmp_path, run_dir=tmp_path / "run", cache_dir=tmp_path)
    folder = RunFolder(tmp_path / "run")
    assert folder.log_file(state, 2) == workspace.log_file(state, 2)
    assert folder.log_file(state, 2).parent == folder.logs

"""Mocks of tests that stand in files: written ones, and executions that have happened."""

from collections.abc import Mapping
from pathlib import Path

from lakeflow.mocks.scripts import Script
from lakeflow.operations.mock_files import read_mock_file, read_recorded


def recorded(history: str | Path) -> Mapping[str, Script]:
    """Return mocks that answer as an execution's tasks did, in its history file; each takes as long as it took then.

    The file is what ``aws stepfunctions get-execution-history --include-execution-data`` prints, or a run's
    ``history.jsonl``. Mocks of a test's own go over them: ``{**recorded(FILE), "load": raises("Boom")}``.

    Raises:
        LakeflowError: it is no history.

    """
    return read_recorded(Path(history), durations=True)


def mock_file(file: str | Path, machine: str = "", test_case: str | None = None) -> Mapping[str, Script]:
    """Return the mocks in a file, as ``lakeflow run --mocks`` takes them.

    ``machine`` and ``test_case`` choose in a configuration of AWS Step Functions Local.

    Raises:
        LakeflowError: something in it is no mock.

    """
    return read_mock_file(Path(file), machine, test_case)

"""Files of mocks: written ones in YAML or JSON, Step Functions Local's configuration, histories of executions."""

import json
from collections.abc import Mapping
from pathlib import Path

from lakeflow.errors import Location, MockError, ProjectError
from lakeflow.local.extra import require
from lakeflow.mocks.mock_file import parse_mocks
from lakeflow.mocks.recorded import recorded_scripts
from lakeflow.mocks.scripts import Script
from lakeflow.mocks.stepfunctions_local import is_mock_configuration, parse_test_case
from lakeflow.recordings.events import read_events
from lakeflow.recordings.visits import read_recording


def read_mock_file(file: Path, machine: str, test_case: str | None = None) -> Mapping[str, Script]:
    """Return the scripts in a file; ``machine`` and ``test_case`` choose in a configuration of Step Functions Local.

    Raises:
        MockError: something in it is no mock.
        ProjectError: it cannot be read.
        ToolMissingError: it is YAML, and PyYAML is not installed.

    """
    if file.suffix in (".yaml", ".yml"):
        return _yaml_mocks(file)
    if file.suffix == ".jsonl":
        return read_recorded(file, durations=False)
    try:
        document = json.loads(_text(file))
    except ValueError as error:
        raise MockError(f"{file} is not JSON: {error}") from None
    if is_mock_configuration(document):
        return parse_test_case(document, str(file), machine, test_case)
    if isinstance(document, list) or (isinstance(document, dict) and "events" in document):
        return read_recorded(file, durations=False)
    return parse_mocks(document, str(file))


def read_recorded(history: Path, *, durations: bool) -> Mapping[str, Script]:
    """Return scripts that answer as the tasks of a recorded execution did; ``durations`` keeps how long they took.

    Raises:
        ProjectError: the file cannot be read.
        RunError: it is no history.

    """
    return recorded_scripts(read_recording(read_events(_text(history), str(history))), durations=durations)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"{file} cannot be read: {error.strerror}") from None


def _yaml_mocks(file: Path) -> Mapping[str, Script]:
    require(("yaml",))
    import yaml

    text = _text(file)
    try:
        document = yaml.safe_load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Location(str(file), mark.line + 1, mark.column + 1) if mark else None
        raise MockError(f"this is not YAML: {error.problem}", location=place) from None
    except yaml.YAMLError as error:
        raise MockError(f"{file} is not YAML: {error}") from None
    keys = node.value if isinstance(node, yaml.MappingNode) else []
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in keys}
    return parse_mocks(document, str(file), lines)

"""The record of a run on disk: its definition, history, logs and outcome, each written as soon as it is known."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from lakeflow.errors import Location, RunError, suggestion
from lakeflow.recordings.logs import log_name

Status: TypeAlias = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]

RECORD_VERSION: Final = 1
"""What this lakeflow writes; a field that is added, and may be missing, needs no new version."""


class StateRecord(BaseModel):
    """How one entry of a state went; times are seconds since the run began."""

    model_config = ConfigDict(frozen=True)

    name: str
    type: str
    status: str
    entered: float
    seconds: float | None = None
    attempts: int = 0
    error: str | None = None
    cause: str | None = None
    location: str | None = None


class TableCounts(BaseModel):
    """The rows that a job counted for one table, by the metric's name."""

    model_config = ConfigDict(frozen=True)

    table: str
    state: str
    rows: dict[str, int]


class RunRecord(BaseModel):
    """``run.json``: what ran, and how it ended; a run whose process was killed stays RUNNING.

    ``mocked`` are the tasks that did not reach their service, ``chaos`` the failures that were asked for, ``only`` the
    step that ran alone, ``stopped_after`` the step that the run was to stop after, once it did. ``file`` is the
    definition or module that was named, ``redrives`` how often the run was resumed, ``type`` that of
    the state machine.
    """

    model_config = ConfigDict(frozen=True)

    version: int = RECORD_VERSION
    name: str
    pipeline: str
    environment: str
    status: Status
    input: JsonValue
    started: datetime
    stopped: datetime | None = None
    output: JsonValue = None
    error: str | None = None
    cause: str | None = None
    states: Sequence[StateRecord] = ()
    tables: Sequence[TableCounts] = ()
    mocked: Sequence[str] = ()
    chaos: Sequence[str] = ()
    only: str | None = None
    stopped_after: str | None = None
    file: str | None = None
    redrives: int = 0
    type: Literal["STANDARD", "EXPRESS"] = "STANDARD"


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One folder of ``.lakeflow/runs``."""

    path: Path

    @property
    def logs(self) -> Path:
        """Where the attempts of tasks log."""
        return self.path / "logs"

    def log_file(self, state: str, attempt: int) -> Path:
        """Return where an attempt at a state has logged, which it need not have; ``attempt`` counts from 0."""
        return self.logs / log_name(state, attempt)

    @property
    def history(self) -> Path:
        """The execution's events, one a line."""
        return self.path / "history.jsonl"

    @property
    def definition(self) -> Path:
        """The document that ran."""
        return self.path / "definition.asl.json"

    @property
    def children(self) -> Path:
        """The events of child executions, one a line, each with its execution's name."""
        return self.path / "children.jsonl"

    def create(self, definition: str, source_map: Mapping[str, Location]) -> None:
        """Make the folder and keep in it what is about to run."""
        self.logs.mkdir(parents=True)
        self.definition.write_text(definition, encoding="utf-8")
        places = {state: str(place) for state, place in source_map.items()}
        (self.path / "source_map.json").write_text(json.dumps(places, indent=2) + "\n", encoding="utf-8")

    def write(self, record: RunRecord) -> None:
        """Replace ``run.json`` in one step: a reader sees the old record or the new one."""
        draft = self.path / "run.json.draft"
        draft.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
        draft.replace(self.path / "run.json")

    def read(self) -> RunRecord:
        """Return the record.

        Raises:
            RunError: it is missing or damaged, or a newer lakeflow wrote it.

        """
        file = self.path / "run.json"
        try:
            record = RunRecord.model_validate_json(file.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise RunError(f"{file} is no run's record: {type(error).__name__}") from error
        if record.version > RECORD_VERSION:
            raise RunError(
                f"{file} has version {record.version}; this lakeflow reads up to {RECORD_VERSION}",
                hint="read it with the lakeflow that wrote it, or a newer one",
            )
        return record

    def places(self) -> dict[str, Location]:
        """Return each state's place in the pipeline; none where the record has no map."""
        try:
            places = json.loads((self.path / "source_map.json").read_text(encoding="utf-8"))
            return {state: Location.parse(place) for state, place in places.items()}
        except (OSError, ValueError):
            return {}


def run_folders(runs: Path) -> tuple[RunFolder, ...]:
    """Return the folders of all runs, oldest first."""
    found = runs.iterdir() if runs.is_dir() else ()
    folders = [RunFolder(path) for path in found if (path / "run.json").is_file()]
    # A name ends in the moment of the run's start.
    return tuple(sorted(folders, key=lambda folder: (folder.path.name.rpartition("-")[2], folder.path.name)))


def find_run(runs: Path, name: str | None) -> RunFolder:
    """Return the run of that name, or whose name alone contains it; the latest for ``latest`` or None.

    Raises:
        RunError: there is no such run, or there are several.

    """
    folders = {folder.path.name: folder for folder in run_folders(runs)}
    if not folders:
        raise RunError("there are no runs here", hint="lakeflow run makes one")
    if name in (None, "latest"):
        return list(folders.values())[-1]
    assert name is not None
    if name in folders:
        return folders[name]
    near = [known for known in folders if name in known]
    if len(near) == 1:
        return folders[near[0]]
    if near:
        raise RunError(f"{name!r} means {len(near)} runs", hint=f"say more of its name: {', '.join(near[-3:])}")
    hint = suggestion(name, folders, "lakeflow runs lists them")
    raise RunError(f"there is no run {name!r}", hint=hint)


def tail(log: Path, lines: int = 12) -> tuple[str, ...]:
    """Return the last lines of a log, none if there is no such file."""
    with suppress(FileNotFoundError):
        return tuple(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    return ()

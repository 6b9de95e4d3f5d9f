"""The record of a run on disk: its definition, history, logs and outcome, each written as soon as it is known."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from lakeflow.errors import Location, RunError

Status: TypeAlias = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]


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
    """``run.json``: what ran, and how it ended; a run whose process was killed stays RUNNING."""

    model_config = ConfigDict(frozen=True)

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


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One folder of ``.lakeflow/runs``."""

    path: Path

    @property
    def logs(self) -> Path:
        """Where the attempts of tasks log."""
        return self.path / "logs"

    def create(self, definition: str, source_map: Mapping[str, Location]) -> None:
        """Make the folder and keep in it what is about to run."""
        self.logs.mkdir(parents=True)
        (self.path / "definition.asl.json").write_text(definition, encoding="utf-8")
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
            RunError: it is missing or damaged.

        """
        file = self.path / "run.json"
        try:
            return RunRecord.model_validate_json(file.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise RunError(f"{file} is no run's record: {type(error).__name__}") from error


def tail(log: Path, lines: int = 12) -> tuple[str, ...]:
    """Return the last lines of a log, none if there is no such file."""
    with suppress(FileNotFoundError):
        return tuple(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    return ()

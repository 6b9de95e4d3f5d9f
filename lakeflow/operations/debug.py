"""``lakeflow debug`` and ``lakeflow runs``: what was recorded of runs on this machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lakeflow.asl.states import Json
from lakeflow.errors import RunError, suggestion
from lakeflow.project import project_around
from lakeflow.recordings.events import read_events
from lakeflow.recordings.visits import Recording, StateVisit, read_recording
from lakeflow.runs import RunFolder, RunRecord, find_run, run_folders


@dataclass(frozen=True, slots=True)
class DebuggedVisit:
    """A visit to a state, the state's line in the pipeline (empty where it is not known), and its attempts' logs."""

    visit: StateVisit
    place: str
    logs: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class DebuggedRun:
    """A run's record with its visits, all or those to one state."""

    record: RunRecord
    folder: RunFolder
    visits: tuple[DebuggedVisit, ...]

    def to_json(self) -> dict[str, Json]:
        """Return it for scripts."""
        return {
            "run": self.record.name,
            "pipeline": self.record.pipeline,
            "status": self.record.status,
            "input": self.record.input,
            "output": self.record.output,
            "error": self.record.error,
            "cause": self.record.cause,
            "states": [_as_json(found) for found in self.visits],
        }


def debug(start: Path, run: str | None, state: str | None) -> DebuggedRun:
    """Return what is known of a run, of its latest one without a name.

    Raises:
        RunError: there is no such run, its record is damaged, or it never came to the state.

    """
    folder = find_run(project_around(start).state / "runs", run)
    record = folder.read()
    recording = _recording(folder)
    places = folder.places()
    visits = tuple(
        DebuggedVisit(visit, str(places.get(visit.name, "")), tuple(_logs(folder, visit)))
        for visit in recording.visits
        if state is None or visit.name == state
    )
    if state is not None and not visits:
        entered = list(dict.fromkeys(visit.name for visit in recording.visits))
        hint = suggestion(state, entered, f"it entered: {', '.join(entered)}")
        raise RunError(f"{record.name} did not come to {state!r}", hint=hint)
    return DebuggedRun(record, folder, visits)


def runs(start: Path) -> tuple[tuple[RunRecord, ...], tuple[str, ...]]:
    """Return the records of all runs, oldest first, and what is wrong with those that cannot be read."""
    records: list[RunRecord] = []
    problems: list[str] = []
    for folder in run_folders(project_around(start).state / "runs"):
        try:
            records.append(folder.read())
        except RunError as error:
            problems.append(str(error))
    return tuple(records), tuple(problems)


def _recording(folder: RunFolder) -> Recording:
    try:
        text = folder.history.read_text(encoding="utf-8")
    except OSError as error:
        raise RunError(f"{folder.history} cannot be read: {error.strerror}") from None
    return read_recording(read_events(text, str(folder.history)))


def _logs(folder: RunFolder, visit: StateVisit) -> Iterator[Path]:
    for number, _ in enumerate(visit.attempts):
        log = folder.log_file(visit.name, number)
        if log.is_file():
            yield log


def _as_json(found: DebuggedVisit) -> dict[str, Json]:
    visit = found.visit
    return {
        "name": visit.name,
        "type": visit.type,
        "status": visit.status,
        "place": found.place or None,
        "entered": visit.entered.isoformat(),
        "seconds": visit.seconds,
        "input": visit.input,
        "variables_before": dict(visit.variables),
        "variables_after": dict(visit.variables_after),
        "attempts": [
            {
                "arguments": attempt.arguments,
                "seconds": attempt.seconds,
                "result": attempt.result,
                "error": attempt.error,
                "cause": attempt.cause,
            }
            for attempt in visit.attempts
        ],
        "output": visit.output,
        "error": visit.error,
        "cause": visit.cause,
        "next": visit.next,
        "logs": [str(log) for log in found.logs],
    }

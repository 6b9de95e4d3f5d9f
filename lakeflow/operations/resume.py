"""``lakeflow run --resume``: redrive a run that did not succeed, from the states that failed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lakeflow.asl.document import document, parse
from lakeflow.clock import RunClock
from lakeflow.errors import LakeflowError, RunError
from lakeflow.interpreter.history import HistoryEvent
from lakeflow.local.extra import require
from lakeflow.local.objects import LakeObjects
from lakeflow.operations.compiling import CompiledPipeline, choose, compile_file, pick
from lakeflow.operations.execution import LocalExecution, RunListener
from lakeflow.operations.only import must_have
from lakeflow.operations.real_tasks import RealTasks
from lakeflow.operations.runnable import NOWHERE, Runnable, is_definition, runnable_of
from lakeflow.operations.stand_ins import StandInRequest, stand_ins_for
from lakeflow.project import Project, project_around
from lakeflow.recordings.events import read_events
from lakeflow.runs import RunFolder, RunRecord, find_run


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRequest:
    """Which run to go on with, what stands in for tasks this time, and a step ``until`` which to go."""

    start: Path
    run: str
    stand_ins: StandInRequest = field(default_factory=StandInRequest)
    until: str | None = None


def resume(request: ResumeRequest, clock: RunClock, listener: RunListener) -> tuple[RunRecord, RunFolder]:
    """Go on with a run that failed, was stopped or killed; what its other states did is kept.

    As a redrive on AWS, it runs the definition of then; the jobs' scripts are those of now.

    Raises:
        RunError: there is no such run, or it cannot be redriven.
        ProjectError: its pipeline is gone.

    """
    project = project_around(request.start)
    folder = find_run(project.state / "runs", request.run)
    record = folder.read()
    chosen = _chosen(project, record)
    if record.type == "EXPRESS":
        raise RunError(f"{record.pipeline} is EXPRESS, and such an execution cannot be redriven", hint="run it anew")
    runnable = _recorded(folder, record, chosen)
    if request.until is not None:
        must_have(runnable, request.until, "--until")
    if chosen is not None and record.only is None and chosen.compiled.definition != document(runnable.machine):
        listener.message("the pipeline has changed since: the definition of then goes on, as a redrive's on AWS")
    stand_ins = stand_ins_for(request.stand_ins, runnable, project.state / "runs")
    real = RealTasks(project, chosen, runnable, stand_ins, listener)
    require(tuple(real.packages()))
    with real.prepared(None):
        past = _past(folder, record)
        again = {"mocked": tuple(sorted(stand_ins.scripts)), "chaos": request.stand_ins.chaos}
        execution = LocalExecution(runnable, folder, clock, listener, request.until)
        executors, objects = (lambda: real.executors(folder, clock, execution)), LakeObjects(real.lake)
        if runnable.from_pipeline:
            past = before_the_report(past, record.pipeline)
        return execution.resume(record.model_copy(update=again), executors, objects, past), folder


def before_the_report(events: Sequence[HistoryEvent], pipeline: str) -> Sequence[HistoryEvent]:
    """Return the events of a failed pipeline without those of its on_failure, the end kept.

    That step only tells of the failure, and the Fail state after it is what a redrive on AWS would enter again. Here
    the failed steps themselves are what to go on from.
    """
    steps, failed = f"{pipeline}.steps", f"{pipeline}.failed"
    kept: list[HistoryEvent] = []
    reporting = False
    for place, event in enumerate(events):
        name = (event.details or {}).get("name")
        if event.type == "ParallelStateExited" and name == steps:
            reporting = _reports(events[place:], failed)
        if event.type == "ExecutionFailed":
            reporting = False
        if not reporting:
            kept.append(event)
    return kept


def _reports(events: Sequence[HistoryEvent], failed: str) -> bool:
    """Tell whether the execution comes to the Fail state of that name before it ends."""
    for event in events:
        if event.type == "FailStateEntered" and (event.details or {}).get("name") == failed:
            return True
        if _has_ended(event):
            return False
    return False


def _chosen(project: Project, record: RunRecord) -> CompiledPipeline | None:
    """Return the run's pipeline as it is now, which has the scripts; None for a definition, which has none."""
    if record.file is None:
        return choose(project, record.environment, record.pipeline)
    if is_definition(Path(record.file)):
        return None
    return pick(compile_file(project, project.root / record.file, record.environment), record.pipeline)


def _recorded(folder: RunFolder, record: RunRecord, chosen: CompiledPipeline | None) -> Runnable:
    try:
        machine = parse(json.loads(folder.definition.read_text(encoding="utf-8")))
    except (OSError, ValueError, LakeflowError) as error:
        raise RunError(f"{folder.definition} is no definition any more: {error}") from error
    return Runnable(
        name=record.pipeline,
        machine=machine,
        places=folder.places(),
        file=record.file or "",
        target=NOWHERE if chosen is None else chosen.target,
        from_pipeline=chosen is not None and runnable_of(chosen).from_pipeline,
    )


def _past(folder: RunFolder, record: RunRecord) -> Sequence[HistoryEvent]:
    """Return the events of before; a run that was killed has no end, and is given that of a stopped one."""
    text = folder.history.read_text(encoding="utf-8")
    events = read_events(text, str(folder.history))
    if record.status == "RUNNING" and events and not _has_ended(events[-1]):
        last = HistoryEvent(events[-1].id + 1, 0, events[-1].timestamp, "ExecutionAborted", {})
        whole = [*events, last]
        lines = "".join(json.dumps(event.to_json(), ensure_ascii=False) + "\n" for event in whole)
        folder.history.write_text(lines, encoding="utf-8")
        return whole
    return events


def _has_ended(event: HistoryEvent) -> bool:
    return event.type.startswith("Execution") and event.type not in ("ExecutionStarted", "ExecutionRedriven")

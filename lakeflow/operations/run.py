"""``lakeflow run``: compile a pipeline, or read a definition, and interpret the document on this machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lakeflow.asl.states import Json
from lakeflow.clock import RunClock
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import ProjectError, RunError
from lakeflow.local.extra import require
from lakeflow.local.objects import LakeObjects
from lakeflow.operations.compiling import CompiledPipeline, choose, compile_file, pick
from lakeflow.operations.execution import LocalExecution, RunListener
from lakeflow.operations.given import read_json, read_variables
from lakeflow.operations.only import must_have, only_step
from lakeflow.operations.parameters import execution_input
from lakeflow.operations.real_tasks import RealTasks
from lakeflow.operations.runnable import Runnable, is_definition, runnable_definition, runnable_of
from lakeflow.operations.soundness import must_be_sound
from lakeflow.operations.stand_ins import StandInRequest, stand_ins_for
from lakeflow.project import Project, find_project
from lakeflow.recordings.events import read_events
from lakeflow.recordings.visits import read_recording
from lakeflow.runs import RunFolder, RunRecord, find_run


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRequest:
    """Which part to run: ``until`` a step is done, or ``only`` one, with variables, or as it was in another run."""

    until: str | None = None
    only: str | None = None
    variables: str | None = None
    as_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What the user asked for.

    ``file`` is a pipeline module or a definition, without it ``pipeline`` names one of ``pipelines/``. ``params`` are
    as typed, ``input`` is the whole input instead: JSON or a file. ``data`` is a folder whose files are put into the
    lake first.
    """

    start: Path
    environment: str
    file: Path | None = None
    pipeline: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    input: str | None = None
    data: Path | None = None
    stand_ins: StandInRequest = field(default_factory=StandInRequest)
    part: PartRequest = field(default_factory=PartRequest)


def run(request: RunRequest, clock: RunClock, listener: RunListener) -> tuple[RunRecord, RunFolder]:
    """Run a machine to its end and return its record; everything it started has stopped when this returns.

    Raises:
        InvalidPipelineError: the pipeline is wrong.
        ProjectError: there is no such pipeline, or a parameter or a step is wrong.
        MockError: a mock is wrong.
        RunLockedError: another run is writing to the lake.
        ToolMissingError: this machine lacks something that a local run needs.

    """
    project, chosen, runnable = _chosen(request)
    if chosen is not None and runnable.from_pipeline:
        must_be_sound(project, chosen)
    runs = project.state / "runs"
    stand_ins = stand_ins_for(request.stand_ins, runnable, runs)
    payload = _payload(request, chosen.pipeline if chosen is not None and runnable.from_pipeline else None)
    if request.part.until is not None:
        must_have(runnable, request.part.until, "--until")
    if request.part.only is not None:
        runnable = _only(request, runnable, runs)
    real = RealTasks(project, chosen, runnable, stand_ins, listener)
    require(tuple(real.packages()))
    with real.prepared(request.data):
        record = _record(request, runnable.name, payload, clock.now()).model_copy(
            update={
                "type": "EXPRESS" if runnable.is_express else "STANDARD",
                "mocked": tuple(sorted(stand_ins.scripts)),
                "file": None if request.file is None else project.relative(request.file),
            }
        )
        folder = RunFolder(runs / record.name)
        execution = LocalExecution(runnable, folder, clock, listener, request.part.until)
        return execution.run(record, lambda: real.executors(folder, clock, execution), LakeObjects(real.lake)), folder


def _record(request: RunRequest, machine: str, payload: Json, started: datetime) -> RunRecord:
    return RunRecord(
        # A name sorts by time and is new: no two runs of a project start in the same microsecond.
        name=f"{machine}-{started:%Y%m%dT%H%M%S%f}",
        pipeline=machine,
        environment=request.environment,
        status="RUNNING",
        input=payload,
        started=started,
        chaos=request.stand_ins.chaos,
        only=request.part.only,
    )


def _chosen(request: RunRequest) -> tuple[Project, CompiledPipeline | None, Runnable]:
    """Return what to run; a definition need not stand in a project."""
    if request.file is None:
        project = find_project(request.start)
        chosen = choose(project, request.environment, request.pipeline)
        return project, chosen, runnable_of(chosen)
    try:
        project = find_project(request.file)
    except ProjectError:
        if not is_definition(request.file):
            raise
        project = Project(request.start.resolve())
        return project, None, runnable_definition(request.file, project)
    chosen = pick(compile_file(project, request.file, request.environment), request.pipeline)
    return project, chosen, runnable_of(chosen)


def _payload(request: RunRequest, pipeline: Pipeline | None) -> Json:
    if request.input is not None and request.part.only is None:
        return read_json(request.input, "--input")
    if pipeline is not None:
        alone = request.part.only is not None
        return {} if alone and not request.params else execution_input(pipeline, request.params)
    if request.params:
        hint = "give a definition its whole input: --input '{...}'"
        raise ProjectError("parameters are a pipeline's", hint=hint)
    return {}


def _only(request: RunRequest, runnable: Runnable, runs: Path) -> Runnable:
    part = request.part
    assert part.only is not None
    variables = read_variables(part.variables)
    payload = None if request.input is None else read_json(request.input, "--input")
    if part.as_in is not None:
        folder = find_run(runs, part.as_in)
        text = folder.history.read_text(encoding="utf-8")
        recorded = read_recording(read_events(text, str(folder.history)))
        visits = [visit for visit in recorded.visits if visit.name == part.only]
        if not visits:
            raise RunError(f"the run {folder.path.name} did not come to {part.only}", hint="lakeflow debug shows it")
        variables = {**visits[-1].variables, **variables}
        payload = visits[-1].input if payload is None else payload
    return only_step(runnable, part.only, payload, variables)

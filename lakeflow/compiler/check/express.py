"""What an EXPRESS state machine does not have: waiting for others, distributed Maps, more than five minutes.

https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
"""

from collections.abc import Iterator, Mapping

from lakeflow.asl.integrations import Activity, ServiceCall, parse_resource
from lakeflow.asl.quotas import MAX_EXPRESS_SECONDS
from lakeflow.asl.states import Map, State, StateMachine, Task, walk
from lakeflow.dsl.control import Wait
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks.crawler import Crawler
from lakeflow.dsl.tasks.task import TaskStep, Timeout
from lakeflow.errors import Diagnostic, Location

_STANDARD = "make the pipeline STANDARD, or move the step into one that is, and start that by RunPipeline(wait=False)"


def check_express(pipeline: Pipeline, machine: StateMachine, places: Mapping[str, Location]) -> Iterator[Diagnostic]:
    """Yield what Step Functions would refuse in an EXPRESS pipeline, and what cannot come to its end in one."""
    for name, state, _ in walk(machine.states):
        if what := _refused(state):
            yield Diagnostic("LF144", f"an EXPRESS pipeline {what} ({name!r})", places[name], _STANDARD)
    for what, seconds, place in _durations(pipeline):
        if seconds is not None and seconds > MAX_EXPRESS_SECONDS:
            yield Diagnostic(
                "LF145",
                f"{what} may take {seconds:,} seconds, an EXPRESS execution ends after {MAX_EXPRESS_SECONDS}",
                place,
                f"allow {MAX_EXPRESS_SECONDS} seconds or less, or make the pipeline STANDARD",
            )


def _refused(state: State) -> str:
    """Return what a state does that EXPRESS does not have, empty for all that it has."""
    if isinstance(state, Map):
        config = state.processor.processor_config
        return "has no distributed Map" if config is not None and config.mode == "DISTRIBUTED" else ""
    call = parse_resource(state.resource) if isinstance(state, Task) else None
    if isinstance(call, Activity):
        return "cannot wait for an activity"
    if isinstance(call, ServiceCall) and not call.pattern.in_express:
        return f"cannot wait for {call.name}"
    return ""


def _durations(pipeline: Pipeline) -> Iterator[tuple[str, int | None, Location]]:
    """Yield what says how long it may take, in seconds, and where."""
    yield f"pipeline {pipeline.name!r}", pipeline.timeout, pipeline.location
    yield f"a call of pipeline {pipeline.name!r}", _limited(pipeline.task_timeout), pipeline.location
    for step in pipeline.steps():
        yield f"step {step.name!r}", _seconds(step), step.location


def _seconds(step: Step) -> int | None:
    """Return how long a step may take as far as its author says; None where the author does not."""
    match step:
        case Crawler(wait=True):
            return _limited(step.timeout) or step.longest
        case Wait(seconds=int(seconds)):
            return seconds
        case TaskStep():
            return _limited(step.timeout)
        case _:
            return None


def _limited(timeout: Timeout | None) -> int | None:
    """Return a timeout's seconds; what says ``never`` ends with the execution."""
    return None if timeout == "never" else timeout

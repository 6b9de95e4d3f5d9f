"""The compiler on one screen: a checked pipeline becomes a state machine and the map back to its source."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from lakeflow.asl.document import document
from lakeflow.asl.states import Json, State, StateMachine, walk
from lakeflow.asl.states import Pass as PassState
from lakeflow.compiler.calls import is_closed
from lakeflow.compiler.check import check, in_order
from lakeflow.compiler.check.regions import CYCLE
from lakeflow.compiler.emit import Context, Emitter, Flow
from lakeflow.compiler.endings import endings
from lakeflow.compiler.failure import guarded
from lakeflow.compiler.languages import with_languages
from lakeflow.compiler.limits import limits
from lakeflow.compiler.liveness import Liveness, liveness
from lakeflow.compiler.params import param_values
from lakeflow.compiler.passes import optimized
from lakeflow.compiler.resilience import Patience, Resilience
from lakeflow.compiler.steps import emit
from lakeflow.compiler.structure import structures
from lakeflow.compiler.target import Target
from lakeflow.compiler.variables import param_variables, value_variables
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import Diagnostic, InvalidPipelineError, Location, Severity
from lakeflow.graph.build import build_graphs

if TYPE_CHECKING:
    # Loaded when there is something to check: it takes longer than compiling a pipeline.
    from lakeflow.asl.services.port import Services


class Options(NamedTuple):
    """What an environment says to the compiler: seconds that steps are known to take, and how patient calls are."""

    durations: Mapping[str, float] = MappingProxyType({})
    patience: Patience = Patience()


_DEFAULTS = Options()

LoadServices: TypeAlias = "Callable[[], Services]"


class Compiled(NamedTuple):
    """A state machine and its JSON; ``source_map`` tells, for each state, where the step stands that it came from."""

    machine: StateMachine
    definition: Json
    source_map: Mapping[str, Location]
    warnings: tuple[Diagnostic, ...] = ()


def compile_pipeline(
    pipeline: Pipeline,
    target: Target,
    read_source: Callable[[str], str | None],
    options: Options = _DEFAULTS,
    *,
    load_services: "LoadServices | None" = None,
) -> Compiled:
    """Return the state machine of a pipeline.

    ``read_source`` gives a project file's text, None if there is none; ``load_services`` the models of AWS's APIs, for
    arguments that the author wrote.

    Raises:
        InvalidPipelineError: with every mistake that the pipeline has.

    """
    read_source, graphs = cache(read_source), build_graphs(pipeline)
    findings = check(pipeline, graphs, read_source)
    if any(finding.code == CYCLE for finding in findings):
        raise InvalidPipelineError(findings)
    blocks = structures(pipeline, graphs, options.durations)
    findings = _sound((*findings, *endings(pipeline.region, blocks)))
    live = liveness(pipeline)
    params = param_variables(pipeline)
    variables = value_variables(live, params.values())
    resilience = Resilience(
        pipeline.retry,
        retry_transient=pipeline.retry_transient,
        task_timeout=pipeline.task_timeout,
        patience=options.patience,
    )
    context = Context(target, blocks, live, params, variables, read_source, {}, resilience)
    machine = with_languages(optimized(_assembled(pipeline, context)))
    compiled = Compiled(machine, document(machine), _places(machine, pipeline.location, context.origins), findings)
    compiled = _judged(compiled, _past_limits(pipeline, compiled, live))
    if load_services is not None and not all(is_closed(step) for step in pipeline.steps()):
        compiled = _judged(compiled, _against_services(pipeline, compiled, load_services()))
    return compiled


def _sound(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings in the order of the source; raises InvalidPipelineError if one is an error."""
    found = in_order(findings)
    if any(finding.severity is Severity.ERROR for finding in found):
        raise InvalidPipelineError(found)
    return found


def _judged(compiled: Compiled, findings: Iterable[Diagnostic]) -> Compiled:
    return compiled._replace(warnings=_sound((*compiled.warnings, *findings)))


def _past_limits(pipeline: Pipeline, compiled: Compiled, live: Liveness) -> Iterator[Diagnostic]:
    """Yield what Step Functions would refuse or stop in a machine of this size and type."""
    machine, places = compiled.machine, compiled.source_map
    is_express = pipeline.type == "EXPRESS"
    yield from limits(machine, compiled.definition, places, live, has_history=not is_express)
    if is_express:
        from lakeflow.compiler.check.express import check_express

        yield from check_express(pipeline, machine, places)


def _against_services(pipeline: Pipeline, compiled: Compiled, services: "Services") -> Iterator[Diagnostic]:
    """Yield what the models of AWS's APIs say of the arguments and results that the author wrote."""
    from lakeflow.compiler.check.results import check_results
    from lakeflow.compiler.check.services import check_services

    yield from check_services(compiled.machine, compiled.source_map, services)
    yield from check_results(pipeline, compiled.machine, services)


def _assembled(pipeline: Pipeline, context: Context) -> StateMachine:
    """Return the machine as it is written: parameters first, then the steps, guarded if there is a word on failure."""
    body = Emitter(context, emit).region(pipeline.region, Flow())
    assert body is not None
    states: dict[str, State] = {}
    entry = f"{pipeline.name}.parameters"
    assign: dict[str, Json] = param_values(pipeline, context.live.params, context.params)
    if assign:
        states[entry] = PassState(assign=assign, next=body.entry)
        context.origins[entry] = pipeline.location
    else:
        entry = body.entry
    states |= body.states
    if pipeline.on_failure is not None:
        entry, states = guarded(pipeline, pipeline.on_failure, entry, states, context)
    return StateMachine(
        comment=pipeline.comment or None, timeout_seconds=pipeline.timeout, start_at=entry, states=states
    )


def _places(machine: StateMachine, default: Location, origins: Mapping[str, Location]) -> dict[str, Location]:
    """Return the place of every state: its own, else that of the state around it."""
    places: dict[str, Location] = {}
    for name, _, around in walk(machine.states):
        places[name] = origins.get(name) or (places[around] if around is not None else default)
    return places

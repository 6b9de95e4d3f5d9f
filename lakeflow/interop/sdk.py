"""The AWS Step Functions Data Science SDK (``stepfunctions``): its workflows as definitions, machines as its workflows.

It is the extra ``sdk``; docs/decisions/0003 says why nothing else imports it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lakeflow.asl.document import document
from lakeflow.asl.states import StateMachine, walk
from lakeflow.errors import Diagnostic, InvalidPipelineError, Location, ToolMissingError
from lakeflow.interop.definitions import Definition, legal_name, machine_of


def is_sdk_object(value: object) -> bool:
    """Return whether a value is the SDK's; this imports nothing."""
    return type(value).__module__.partition(".")[0] == "stepfunctions"


def definitions_in(names: Mapping[str, object], location: Location) -> tuple[Definition, ...]:
    """Return what a module's SDK objects define, each under its own name or its variable's.

    Workflows are taken; where there is none, the chains, graphs and states that are no part of another.

    Raises:
        InvalidPipelineError: some define no machine, for these reasons.

    """
    own = {name: value for name, value in names.items() if is_sdk_object(value) and not name.startswith("_")}
    if not own:
        return ()
    from stepfunctions.workflow import Workflow

    workflows = {id(value): value for value in own.values() if isinstance(value, Workflow)}
    if workflows:
        found = {value.name: _json(value) for value in workflows.values()}
    else:
        found = _without_parts({name: content for name, value in own.items() if (content := _json(value))})
    made: list[Definition] = []
    mistakes: list[Diagnostic] = []
    for name, content in found.items():
        try:
            made.append(_definition(name, content, location))
        except InvalidPipelineError as error:
            mistakes += error.diagnostics
    if mistakes:
        raise InvalidPipelineError(tuple(mistakes))
    return tuple(made)


def workflow(machine: StateMachine, name: str, role: str, client: Any = None) -> Any:
    """Return a compiled machine as an SDK ``Workflow``, to be created, executed and drawn in a notebook.

    ``client`` is a boto3 client of Step Functions; the SDK makes one where it is None.

    Raises:
        ToolMissingError: the SDK is not installed.

    """
    try:
        from stepfunctions.steps.states import FrozenGraph
        from stepfunctions.workflow import Workflow
    except ImportError as error:
        raise ToolMissingError(
            f"the AWS Step Functions Data Science SDK cannot be imported: {error}",
            hint="install it: pip install 'lakeflow[sdk]'",
        ) from error
    return Workflow(name=name, definition=FrozenGraph(document(machine)), role=role, client=client)


def _definition(name: str, content: Mapping[str, Any], location: Location) -> Definition:
    machine = machine_of(content, location)
    return Definition(legal_name(name), content, machine, {state: location for state, _, _ in walk(machine.states)})


def _json(value: Any) -> dict[str, Any]:
    """Return the definition that a workflow, graph, chain or state spans; empty for any other object of the SDK."""
    from stepfunctions.steps import Chain, Graph
    from stepfunctions.steps.states import State
    from stepfunctions.workflow import Workflow

    match value:
        case Workflow():
            graph = value.definition
        case Graph():
            graph = value
        case State() | Chain(steps=[_, *_]):
            graph = Graph(value)
        case _:
            return {}
    # Through text, for only that turns the SDK's placeholders, nested ones too, into the paths that they stand for.
    content: dict[str, Any] = json.loads(graph.to_json())
    return content


def _without_parts(machines: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the machines whose first state no other one holds; of two that start alike, the first."""
    kept: dict[str, dict[str, Any]] = {}
    for name, machine in machines.items():
        start = machine["StartAt"]
        others = [other for other in machines.values() if other["StartAt"] != start]
        alike = any(other["StartAt"] == start for other in kept.values())
        if not alike and not any(start in _states_of(other) for other in others):
            kept[name] = machine
    return kept


def _states_of(machine: Mapping[str, Any]) -> Iterable[str]:
    found: set[str] = set(machine["States"])
    for state in machine["States"].values():
        inner = [state[key] for key in ("Iterator", "ItemProcessor") if key in state]
        for region in (*state.get("Branches", ()), *inner):
            found.update(_states_of(region))
    return found

"""The calls of a machine against the services that they call: resources, actions, literal arguments.

It looks at the document, not at the steps: what a step writes and what an author writes into a raw state are held
against the same models.
"""

from collections.abc import Iterator, Mapping

from lakeflow.asl.integrations import ResourceProblem, ServiceCall, parse_resource
from lakeflow.asl.services.calls import check_call
from lakeflow.asl.services.check import Kind
from lakeflow.asl.services.literals import UNKNOWN, Known, jsonata_literals, jsonpath_literals
from lakeflow.asl.services.port import Services
from lakeflow.asl.states import ABSENT, JSONPATH, StateMachine, Task, walk
from lakeflow.errors import Diagnostic, Location


def check_services(
    machine: StateMachine, source_map: Mapping[str, Location], services: Services
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the calls of a machine, each at the step that makes it."""
    for name, state, _ in walk(machine.states):
        if isinstance(state, Task):
            for finding in _check_task(state, machine, services):
                location = source_map.get(name)
                yield Diagnostic(finding.code, finding.message, location, finding.hint, finding.severity)


def _check_task(task: Task, machine: StateMachine, services: Services) -> Iterator[Diagnostic]:
    call = parse_resource(task.resource)
    if isinstance(call, ResourceProblem):
        yield Diagnostic(Kind.ACTION.value, f"{task.resource}: {call.message}", None, call.hint)
    if not isinstance(call, ServiceCall):
        return
    for found in check_call(call, _arguments(task, machine), services):
        where = f" at {found.pointer}" if found.pointer.count("/") > 1 else ""
        message = (
            found.message if found.kind in (Kind.ACTION, Kind.UNCHECKED) else f"{call.name}: {found.message}{where}"
        )
        yield Diagnostic(found.kind.value, message, None, found.hint, found.kind.severity)


def _arguments(task: Task, machine: StateMachine) -> Known:
    """Return the literals that a task hands to its service; a JSONPath task without Parameters hands on its input."""
    if (task.query_language or machine.query_language) == JSONPATH:
        return UNKNOWN if task.parameters is ABSENT else jsonpath_literals(task.parameters)
    return {} if task.arguments is ABSENT else jsonata_literals(task.arguments)

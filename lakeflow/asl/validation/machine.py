"""The walk over a document: every state checked by its type and query language, every scope kept for what follows."""

from typing import Any, NamedTuple

from lakeflow.asl.validation import fields as known
from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.expressions import shown
from lakeflow.asl.validation.graph import STATE_TYPES
from lakeflow.asl.validation.maps import check_map, config_of, is_distributed, processor_of
from lakeflow.asl.validation.pointers import below
from lakeflow.asl.validation.shapes import Shape, check_fields
from lakeflow.asl.validation.sites import JSONATA, JSONPATH, QueryLanguage, Scope, Site
from lakeflow.asl.validation.tasks import check_task
from lakeflow.asl.validation.values import wrong_type
from lakeflow.errors import closest


class Around(NamedTuple):
    """What surrounds a state: the machine's site, and what kind of execution it is in."""

    machine: Site
    in_express: bool
    in_distributed: bool = False


def read_machine(machine: Site) -> Scope | None:
    """Check the machine and all its states; return its scope, None where there are no states to speak of."""
    check_fields(machine.fields, known.MACHINE, "", machine)
    return _scope(machine.fields, None, Around(machine, machine.options.express))


def _scope(node: dict[str, Any], owner: Site | None, around: Around, pointer: str = "") -> Scope | None:
    states = node.get("States")
    if not isinstance(states, dict):
        if "States" in node:
            wrong_type(states, f"{pointer}/States", around.machine, "an object of states")
        return None
    scope = Scope(pointer, node.get("StartAt"), owner, is_distributed=is_distributed(node))
    for name, fields in states.items():
        scope.states[name] = _state(name, fields, below(f"{pointer}/States", name), around)
    return scope


def _state(name: str, fields: Any, pointer: str, around: Around) -> Site:
    machine = around.machine
    is_object = isinstance(fields, dict)
    site = Site(name, pointer, fields if is_object else {}, machine.language, machine.options, machine.findings)
    if not is_object:
        site.report(
            Code.WRONG_TYPE,
            pointer,
            f"the state {shown(name)} is {shown(fields)}, where an object is needed",
            "give it a Type",
        )
        return site
    site.language = _language(site, around)
    if not _has_type(site):
        return site
    check_fields(fields, known.STATES[site.language][site.kind], pointer, site)
    match site.kind:
        case "Task":
            check_task(site, in_express=around.in_express)
        case "Parallel":
            _branches(site, around)
        case "Map":
            check_map(site, in_express=around.in_express)
            _processor(site, around)
        case _:
            pass
    return site


def _language(site: Site, around: Around) -> QueryLanguage:
    own = site.fields.get("QueryLanguage")
    if own == JSONATA:
        return JSONATA
    if own != JSONPATH or site.language == JSONPATH:
        return site.language
    # What a distributed Map runs are executions of their own; that the rule holds for them too is not documented.
    if not around.in_distributed:
        site.report(
            Code.WRONG_QUERY_LANGUAGE,
            f"{site.pointer}/QueryLanguage",
            "a state cannot be JSONPath where the machine is JSONata",
            "write the state in JSONata, or make only single states JSONata",
        )
    return JSONPATH


def _has_type(site: Site) -> bool:
    if site.kind in STATE_TYPES:
        return True
    if "Type" not in site.fields:
        site.report(
            Code.MISSING_FIELD,
            site.pointer,
            f"the state {shown(site.name)} needs Type",
            f"add {', '.join(STATE_TYPES)}",
        )
        return False
    near = closest(site.kind, STATE_TYPES) or closest(site.kind.capitalize(), STATE_TYPES)
    site.report(
        Code.WRONG_VALUE,
        f"{site.pointer}/Type",
        f"there is no state type {shown(site.fields['Type'])}",
        f"did you mean {near}?" if near else f"write one of {', '.join(STATE_TYPES)}",
    )
    return False


def _branches(site: Site, around: Around) -> None:
    branches = site.fields.get("Branches")
    if not isinstance(branches, list) or not branches:
        if "Branches" in site.fields:
            wrong_type(branches, f"{site.pointer}/Branches", site, "a list of branches, not empty,")
        return
    for index, branch in enumerate(branches):
        _inner(branch, known.BRANCH, f"{site.pointer}/Branches/{index}", site, around)


def _processor(site: Site, around: Around) -> None:
    name, processor = processor_of(site)
    if name not in site.fields:
        return
    if is_distributed(processor):
        is_express = config_of(processor).get("ExecutionType") == "EXPRESS"
        around = Around(around.machine, is_express or around.in_express, in_distributed=True)
    _inner(processor, known.ITEM_PROCESSOR, f"{site.pointer}/{name}", site, around)


def _inner(node: Any, shape: Shape, pointer: str, site: Site, around: Around) -> None:
    """Check a branch or processor, and keep its scope with the state that holds it."""
    if not isinstance(node, dict):
        wrong_type(node, pointer, site, "an object")
        return
    check_fields(node, shape, pointer, around.machine)
    scope = _scope(node, site, around, pointer)
    if scope is not None:
        site.inner.append(scope)

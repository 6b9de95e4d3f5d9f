"""Blocks of states as the content of a Raw step: kept as they are, but for where they lead."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lakeflow.asl.jsonata import compile_expression
from lakeflow.asl.jsonata.analysis import reads
from lakeflow.asl.jsonata.functions import BUILTINS
from lakeflow.interop.importing.scopes import END, Block, Scope, targets
from lakeflow.interop.importing.values import Fields, Inexpressible, Items, verbatim

_SINGLE = frozenset({"Task", "Pass", "Wait", "Parallel", "Map"})


def content(scope: Scope, block: Block, language: str) -> Fields:
    """Return the states of a block: a single one without what follows it, several as a machine.

    Raises:
        Inexpressible: they share variables with other states, or end the execution early.

    """
    states = {name: state for name, state in scope.states.items() if name in block.states}
    if len(states) < len(scope.states):
        _check_variables(scope, states)
    if block.exit != END and any(scope.ends(name) for name in states):
        raise Inexpressible("the execution may end in the midst of raw states")
    state = states[block.entry]
    mode = {"QueryLanguage": language} if language == "JSONPath" else {}
    if len(states) == 1 and state["Type"] in _SINGLE and not _is_named(state):
        plain = {key: value for key, value in state.items() if key not in {"Next", "End", "Comment"}}
        return _fields({**mode, **plain})
    return _fields({**mode, "StartAt": block.entry, "States": _closed(states, block)})


def _is_named(state: Mapping[str, Any]) -> bool:
    """Return whether a state leads elsewhere on failure, or reads its own name, which as a step it may not keep."""
    return "Catch" in state or "State.Name" in json.dumps(state)


def _fields(content: dict[str, Any]) -> Fields:
    return Fields(tuple((name, verbatim(value)) for name, value in content.items()))


def _closed(states: Mapping[str, Any], block: Block) -> dict[str, Any]:
    """Return states that end where they left the block; a state that only ends stands in where a choice did."""
    leave = block.exit
    if leave in {None, END}:
        return dict(states)
    end = f"{block.entry[:70]} end"
    closed = {name: _led(state, leave, end) for name, state in states.items()}
    if any(end in targets(state) for state in closed.values()):
        closed[end] = {"Type": "Pass", "End": True}
    return closed


def _led(state: Mapping[str, Any], leave: str | None, end: str) -> dict[str, Any]:
    led = dict(state)
    if led.get("Next") == leave:
        del led["Next"]
        led["End"] = True
    if led.get("Default") == leave:
        led["Default"] = end
    for field in ("Choices", "Catch"):
        if field in led:
            led[field] = [{**rule, "Next": end} if rule.get("Next") == leave else rule for rule in led[field]]
    return led


def _check_variables(scope: Scope, states: Mapping[str, Any]) -> None:
    """Raise Inexpressible where raw states read variables that others assign, or others theirs."""
    others = {name: state for name, state in scope.states.items() if name not in states}
    inside, outside = set(_assigned(states)), set(_assigned(others))
    functions = BUILTINS.keys() - inside - outside
    read_inside, read_outside = set(_variables(states)) - functions, set(_variables(others))
    if read_inside - inside - {"states"} or inside & (outside | read_outside):
        raise Inexpressible("variables are shared with states that are no raw ones")


def names_in(content: Fields) -> Iterator[str]:
    """Yield the names of the states and variables in raw states, which no step may take for its own."""
    for name, value in content.fields:
        if isinstance(value, Fields) and name in {"States", "Assign"}:
            yield from (inner.removesuffix(".$") for inner, _ in value.fields)
        for inner in value.items if isinstance(value, Items) else (value,):
            if isinstance(inner, Fields):
                yield from names_in(inner)


def _assigned(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        assigned = node.get("Assign")
        if isinstance(assigned, Mapping):
            yield from (name.removesuffix(".$") for name in assigned)
        for inner in node.values():
            yield from _assigned(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _assigned(inner)


_NAME = re.compile(r"\$([^\W\d]\w*)")


def _variables(node: Any) -> Iterator[str]:
    """Yield the names of variables in the expressions and paths of some states."""
    if isinstance(node, Mapping):
        for key, inner in node.items():
            if isinstance(inner, str) and (key.endswith((".$", "Path")) or key == "Variable"):
                yield from _NAME.findall(inner)
            else:
                yield from _variables(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _variables(inner)
    elif isinstance(node, str) and node.startswith("{%"):
        tree = compile_expression(node[2:-2]).tree
        yield from (read.name for read in reads(tree))

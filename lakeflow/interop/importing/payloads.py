"""What states take of their input and leave as their output, in both query languages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from lakeflow.interop.importing import jsonata, jsonpath
from lakeflow.interop.importing.jsonata import Place
from lakeflow.interop.importing.source import Written
from lakeflow.interop.importing.texts import as_code, chained
from lakeflow.interop.importing.values import (
    Chained,
    Code,
    Const,
    Fields,
    Inexpressible,
    Items,
    Known,
    Value,
    const,
    is_stable,
    verbatim,
)

JSONATA = "JSONata"


class Branch(NamedTuple):
    """One way out of a Choice: its condition, None for the default, where it leads and what is known there."""

    condition: Code | None
    next: str
    known: Known


def arguments(state: Mapping[str, Any], language: str, known: Known) -> Value:
    """Return what a Task calls with, what a Pass computes, and what the branches of a Parallel get."""
    if language == JSONATA:
        given = state.get("Arguments")
        return known.payload if given is None else jsonata.template(given, Place(known))
    document = _input(state, known)
    return jsonpath.template(state["Parameters"], document, known) if "Parameters" in state else document


def left(state: Mapping[str, Any], language: str, known: Known, result: Value | None) -> Known:
    """Return what is known after a state: its output is the payload of the next; ``result`` where it has one.

    Raises:
        Inexpressible: the output would be another if it were computed later.

    """
    if language == JSONATA:
        place = Place(known, result=result)
        payload = result if result is not None else known.payload
        if "Output" in state:
            payload = jsonata.template(state["Output"], place)
        variables = {name: jsonata.template(value, place) for name, value in state.get("Assign", {}).items()}
    else:
        payload = _left_by_paths(state, known, result)
        variables = _assigned_by_paths(state, _input(state, known) if result is None else result, known)
    for value in (payload, *variables.values()):
        if not is_stable(value):
            raise Inexpressible("a value depends on when it is computed")
    return replace(known, payload=payload, variables={**known.variables, **variables})


def _left_by_paths(state: Mapping[str, Any], known: Known, result: Value | None) -> Value:
    if result is None:
        # A Pass without a result takes its input for it.
        output = jsonpath.put(state.get("ResultPath", "$"), known.payload, _input(state, known))
    else:
        if "ResultSelector" in state:
            result = jsonpath.template(state["ResultSelector"], result, known)
        output = jsonpath.put(state.get("ResultPath", "$"), known.payload, result)
    return jsonpath.selected(state["OutputPath"], output, known) if "OutputPath" in state else output


def _assigned_by_paths(state: Mapping[str, Any], document: Value, known: Known) -> dict[str, Value]:
    found = jsonpath.template(state.get("Assign", {}), document, known)
    assert isinstance(found, Fields)
    return dict(found.fields)


def _input(state: Mapping[str, Any], known: Known) -> Value:
    return jsonpath.selected(state["InputPath"], known.payload, known) if "InputPath" in state else known.payload


def caught(catcher: Mapping[str, Any], language: str, known: Known, error: Value) -> Known:
    """Return what is known where a handler starts."""
    if language != JSONATA:
        variables = _assigned_by_paths(catcher, error, known)
        payload = jsonpath.put(catcher.get("ResultPath", "$"), known.payload, error)
        return replace(known, payload=payload, variables={**known.variables, **variables})
    place = Place(known, error=error)
    payload = jsonata.template(catcher["Output"], place) if "Output" in catcher else error
    variables = {name: jsonata.template(value, place) for name, value in catcher.get("Assign", {}).items()}
    return replace(known, payload=payload, variables={**known.variables, **variables})


def branches(state: Mapping[str, Any], language: str, known: Known) -> list[Branch]:
    """Return the ways out of a Choice, those that follow one another to the same state as one."""
    found: list[Branch] = []
    for rule in state["Choices"]:
        branch = _rule(rule, state, language, known)
        before = found[-1] if found else None
        if before is not None and before.next == branch.next and before.known == branch.known:
            assert before.condition is not None
            assert branch.condition is not None
            found[-1] = branch._replace(condition=_either(before.condition, branch.condition, known))
        else:
            found.append(branch)
    if "Default" in state:
        default = Branch(None, state["Default"], left(state, language, known, None))
        while len(found) > 1 and (found[-1].next, found[-1].known) == (default.next, default.known):
            found.pop()
        found.append(default)
    return found


def _either(one: Code, other: Code, known: Known) -> Code:
    """Return a condition that is true where one of two is."""
    tests = one.layout.operands if isinstance(one.layout, Chained) and one.layout.operator == "|" else (one,)
    return chained("|", (*tests, other), known.demands)


def _rule(rule: Mapping[str, Any], state: Mapping[str, Any], language: str, known: Known) -> Branch:
    if language == JSONATA:
        condition = jsonata.template(rule["Condition"], Place(known))
        test = Code(repr(condition.value)) if isinstance(condition, Const) else as_code(condition, known.demands)
        return Branch(test, rule["Next"], left(rule, language, known, None))
    document = _input(state, known)
    test = jsonpath.condition(rule, document, known)
    after = left(state, language, known, None)
    variables = {**after.variables, **_assigned_by_paths(rule, document, known)}
    return Branch(test, rule["Next"], replace(after, variables=variables))


def filled(content: Any, state: Mapping[str, Any], language: str, known: Known) -> Value:
    """Return a payload template of a state filled in from its input."""
    if language == JSONATA:
        return jsonata.template(content, Place(known))
    return jsonpath.template(content, _input(state, known), known)


def scalar(state: Mapping[str, Any], field: str, language: str, known: Known) -> Value | None:
    """Return a number or text that a state says or computes; None where it does not."""
    if f"{field}Path" in state:
        return as_code(jsonpath.found(state[f"{field}Path"], _input(state, known), known), known.demands)
    if field not in state:
        return None
    found = filled(state[field], state, language, known)
    return found if isinstance(found, Const) else as_code(found, known.demands)


def listed(state: Mapping[str, Any], language: str, known: Known) -> Value:
    """Return the list that a Map works on."""
    if language == JSONATA:
        found = jsonata.template(state["Items"], Place(known)) if "Items" in state else known.payload
    else:
        found = jsonpath.found(state.get("ItemsPath", "$"), _input(state, known), known)
    return found if isinstance(found, Items) else as_code(found, known.demands)


def item(state: Mapping[str, Any], language: str, known: Known, own: Value) -> Value:
    """Return what an iteration of a Map gets, whose item is ``own``."""
    selector = state.get("ItemSelector", None if language == JSONATA else state.get("Parameters"))
    given = own if selector is None else filled(selector, state, language, replace(known, item=own))
    if not is_stable(given):
        raise Inexpressible("a value depends on when it is computed")
    return given


def formatted_uri(bucket: Value, key: Value, known: Known) -> Value:
    """Return ``s3://bucket/key`` of values that are computed."""
    values = [value if isinstance(value, Const) else as_code(value, known.demands) for value in (bucket, key)]
    return jsonpath.formatted("s3://{}/{}", values, known)


def map_options(state: Mapping[str, Any]) -> dict[str, Written]:
    """Return what a Map step is told besides its items."""
    given = options(state)
    concurrency = state.get("MaxConcurrency", 0)
    if not isinstance(concurrency, int):
        raise Inexpressible("MaxConcurrency is computed")
    return {"max_concurrency": const(concurrency), **given} if concurrency else given


def inline_options(state: Mapping[str, Any]) -> dict[str, Written]:
    """Return what a Map step is told whose iterations run in the same execution: none of them may fail."""
    if unknown := state.keys() & {"ToleratedFailureCount", "ToleratedFailurePercentage"}:
        raise Inexpressible(f"a Map with {', '.join(sorted(unknown))}")
    return map_options(state)


def options(state: Mapping[str, Any]) -> dict[str, Written]:
    """Return what every step can be told: its comment."""
    return {"comment": verbatim(state["Comment"])} if state.get("Comment") else {}

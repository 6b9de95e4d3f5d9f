"""Simple states as steps: those with a word of their own, calls that no step makes as a Raw state."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from lakeflow.compiler.types import PythonType
from lakeflow.interop.importing import jsonata, payloads
from lakeflow.interop.importing.calls import Call, call_of, retriers
from lakeflow.interop.importing.jsonata import Place
from lakeflow.interop.importing.payloads import JSONATA
from lakeflow.interop.importing.source import Statement, Written
from lakeflow.interop.importing.texts import text_of
from lakeflow.interop.importing.values import (
    Answer,
    Code,
    Const,
    Fields,
    Inexpressible,
    Known,
    Sparse,
    Value,
    const,
    part,
)


class Named(NamedTuple):
    """The step's name and the variable that holds it."""

    name: str
    variable: str

    @property
    def output(self) -> Code:
        """What the step leaves behind."""
        return Code(f"{self.variable}.output", frozenset({self.variable}))


class Converted(NamedTuple):
    """A step, and what is known after it; ``why`` it is a raw one, empty for any other."""

    statement: Statement
    known: Known
    why: str = ""


def step_of(state: Mapping[str, Any], named: Named, language: str, known: Known) -> Converted | None:
    """Return the step that a Task, Pass, Wait or Fail state is; None for one that does nothing."""
    match state["Type"]:
        case "Task":
            return _task(state, named, language, known)
        case "Pass":
            return _pass(state, named, language, known)
        case "Wait":
            return _wait(state, named, language, known)
        case "Fail":
            return _fail(state, named, language, known)
        case kind:
            raise Inexpressible(f"a {kind} state stands where no step can")


def _statement(named: Named, function: str, given: tuple[Written, ...], options: Mapping[str, Written]) -> Statement:
    return Statement(named.variable, function, (const(named.name), *given), options)


def _task(state: Mapping[str, Any], named: Named, language: str, known: Known) -> Converted:
    """Return the step that makes a call; a raw one, in JSONata mode, where no other makes the same."""
    arguments = payloads.arguments(state, language, known)
    result: Value = named.output
    why = "all that the call returns is read"
    try:
        call = None if named.name in known.whole else _call(state, arguments, known)
    except Inexpressible as reason:
        call, why = None, str(reason)
    if call is None:
        statement = _raw(state, arguments, named, language, known)
    else:
        why, result = "", _answer(call, named)
        statement = _statement(named, call.function, call.given, {**call.options, **payloads.options(state)})
    after = replace(payloads.left(state, language, known, result), natural=result)
    return Converted(statement, after, why)


def _answer(call: Call, named: Named) -> Value:
    names = frozenset(PythonType(call.kind).names or ())
    return Answer(named.variable, call.field, names) if call.field or names else named.output


def _call(state: Mapping[str, Any], arguments: Value, known: Known) -> Call:
    """Return the step of its own that a Task is, with its retriers and timeouts."""
    if unsaid := state.keys() & {"Credentials", "TimeoutSecondsPath", "HeartbeatSecondsPath"}:
        raise Inexpressible(f"a Task with {', '.join(sorted(unsaid))}")
    if not isinstance(state["Resource"], str):
        raise Inexpressible("a resource that is no text")
    call = call_of(state["Resource"], arguments, known)
    options = dict(call.options)
    if "Retry" in state:
        options["retry"] = retriers(state, known.demands)
    for field, option in (("TimeoutSeconds", "timeout"), ("HeartbeatSeconds", "heartbeat")):
        if field in state:
            if not isinstance(state[field], int):
                raise Inexpressible(f"{field} is computed")
            options[option] = const(state[field])
    return call._replace(options=options)


def _raw(state: Mapping[str, Any], arguments: Value, named: Named, language: str, known: Known) -> Statement:
    fields: dict[str, Value] = {"Type": const("Task"), "Resource": const(state["Resource"])}
    if "Credentials" in state:
        fields["Credentials"] = payloads.filled(state["Credentials"], state, language, known)
    fields["Arguments"] = arguments
    for field in ("TimeoutSeconds", "HeartbeatSeconds"):
        if (said := payloads.scalar(state, field, language, known)) is not None:
            fields[field] = said
    if "Retry" in state:
        fields["Retry"] = const(state["Retry"])
    content = Fields(tuple(fields.items()))
    text_of(content, known.demands)
    return _statement(named, "Raw", (content,), payloads.options(state))


def _pass(state: Mapping[str, Any], named: Named, language: str, known: Known) -> Converted | None:
    """Return a step that gives a name to what the state computes; None for a state that only hands on its input."""
    if language == JSONATA:
        return _jsonata_pass(state, named, known)
    if not state.keys() & {"Result", "Parameters", "Assign"}:
        return None
    computed = const(state["Result"]) if "Result" in state else payloads.arguments(state, language, known)
    if "Assign" in state:
        raise Inexpressible("a Pass state that assigns variables by paths")
    text_of(computed, known.demands)
    result: Value = named.output
    bare = {key: value for key, value in state.items() if key in {"ResultPath", "OutputPath"}}
    after = payloads.left(bare, language, known, result)
    return Converted(_statement(named, "Pass", (computed,), payloads.options(state)), replace(after, natural=result))


def _jsonata_pass(state: Mapping[str, Any], named: Named, known: Known) -> Converted | None:
    """Return a Pass; what is but another name for something known needs none."""
    place = Place(known)
    output = jsonata.template(state["Output"], place) if "Output" in state else None
    assigned = {key: jsonata.template(value, place) for key, value in state.get("Assign", {}).items()}
    if all(_is_name(value) for value in (*assigned.values(), *([] if output is None else [output]))):
        return None
    made = Fields(tuple(assigned.items()))
    result = named.output
    whole: Value
    payload: Value
    values: Value
    if output is None:
        whole, payload, values = made, known.payload, result
    elif assigned:
        whole = Fields((("output", output), ("assigned", made)))
        payload, values = part(result, "output"), part(result, "assigned")
    else:
        whole, payload, values = output, result, result
    text_of(whole, known.demands)
    variables = {**known.variables, **{key: part(values, key) for key in assigned}}
    after = replace(known, payload=payload, natural=result, variables=variables)
    return Converted(_statement(named, "Pass", (whole,), payloads.options(state)), after)


def _is_name(value: Value) -> bool:
    """Return whether a value is computed already, so that it can be read again anywhere."""
    match value:
        case Code():
            return value.is_primary and value.is_stable and "(" not in value.text
        case Const() | Answer():
            return True
        case Fields(fields, base):
            return all(_is_name(inner) for _, inner in fields) and (base is None or _is_name(base))
        case Sparse(fields):
            return all(_is_name(inner) for _, inner in fields)
        case _:
            return False


def _wait(state: Mapping[str, Any], named: Named, language: str, known: Known) -> Converted:
    options: dict[str, Written] = {}
    for field, option in (("Seconds", "seconds"), ("Timestamp", "until")):
        if (said := payloads.scalar(state, field, language, known)) is not None:
            options[option] = said
    after = payloads.left(state, language, known, None)
    return Converted(_statement(named, "Wait", (), {**options, **payloads.options(state)}), after)


def _fail(state: Mapping[str, Any], named: Named, language: str, known: Known) -> Converted:
    options: dict[str, Written] = {}
    for field in ("Error", "Cause"):
        if (said := payloads.scalar(state, field, language, known)) is not None:
            options[field.lower()] = said
    if options.setdefault("error", const("")) == const(named.name):
        del options["error"]
    return Converted(_statement(named, "Fail", (), {**options, **payloads.options(state)}), known)

"""A whole definition as the source of a pipeline module."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from lakeflow.interop.definitions import legal_name
from lakeflow.interop.importing.calls import CALLS
from lakeflow.interop.importing.convert import Converter, Kept, Start, Way
from lakeflow.interop.importing.names import Names
from lakeflow.interop.importing.scopes import END, Scope
from lakeflow.interop.importing.source import Statement, Written, docstring, module, statements
from lakeflow.interop.importing.texts import WHOLE
from lakeflow.interop.importing.values import Code, Known, const, verbatim


class Imported(NamedTuple):
    """A pipeline module; ``kept`` are the states that stayed raw, each with the reason."""

    source: str
    kept: Mapping[str, str]


def import_definition(definition: Mapping[str, Any], name: str) -> Imported:
    """Return a module that declares an equivalent pipeline of that name.

    The definition must be one that a machine can be read from.
    """
    avoided: set[str] = set()
    whole: frozenset[str] = frozenset()
    while True:
        names = Names(avoided)
        attempt = _import(definition, name, names, whole)
        clashing = {step for step in names.steps if any(_is_derived(other, step) for other in attempt.kept.names)}
        clashing |= {step for step in names.steps if _owner_of_value(step) in names.steps}
        if clashing <= avoided and attempt.whole <= whole:
            return attempt.imported
        avoided |= clashing
        whole |= attempt.whole


def _is_derived(name: str, step: str) -> bool:
    """Return whether a state or variable is named as one that a step gets besides its own."""
    plain = re.sub(r"\W", "_", step)
    return name.startswith((f"{step}.", f"{plain}_")) or name == plain or _owner_of_value(name) == step


def _owner_of_value(name: str) -> str:
    """Return the Choice or Try whose ``returns`` would name its own step so; empty if none would."""
    named = re.fullmatch(r"(.+)-value-\d+", name)
    return named[1] if named else ""


class _Attempt(NamedTuple):
    """An import; ``whole`` are the steps that leave too little of what their call returns behind."""

    imported: Imported
    kept: Kept
    whole: frozenset[str]


def _import(definition: Mapping[str, Any], name: str, names: Names, whole: frozenset[str]) -> _Attempt:
    pipeline, variable = legal_name(name), names.variable(name)
    converter = Converter(definition.get("QueryLanguage", "JSONPath"), names)
    given = Code(f"{variable}.input")
    known = Known(payload=given, natural=given, pipeline=variable, whole=whole)
    scope = Scope(definition["StartAt"], definition["States"])
    outcome = converter.whole(Way(scope, scope.start, END, is_top=True), Start(known, ()))
    options: dict[str, Written] = {}
    if any(statement.function in CALLS for statement in statements(outcome.lines)):
        options |= {"retry_transient": "False", "task_timeout": const("never")}
    if "TimeoutSeconds" in definition:
        options["timeout"] = const(definition["TimeoutSeconds"])
    comment = definition.get("Comment") or ""
    if comment:
        options["comment"] = verbatim(comment)
    head = Statement(variable, "Pipeline", (const(pipeline),), options)
    source = module(docstring(comment or f"Imported: {name}."), head, outcome.lines, known.demands)
    demanded = {variable for variable, field in known.demands if field == WHOLE}
    wanting = frozenset(step for step, variable in converter.named() if variable in demanded)
    return _Attempt(Imported(source, converter.kept.states), converter.kept, wanting)

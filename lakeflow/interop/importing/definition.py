"""A whole definition as the source of a pipeline module."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from lakeflow.interop.definitions import legal_name
from lakeflow.interop.importing.convert import Converter, Kept, Start, Way
from lakeflow.interop.importing.names import Names
from lakeflow.interop.importing.scopes import END, Scope
from lakeflow.interop.importing.source import Statement, docstring, module
from lakeflow.interop.importing.values import Code, Known, const


class Imported(NamedTuple):
    """A pipeline module; ``kept`` are the states that stayed raw, each with the reason."""

    source: str
    kept: Mapping[str, str]


def import_definition(definition: Mapping[str, Any], name: str) -> Imported:
    """Return a module that declares an equivalent pipeline of that name.

    The definition must be one that a machine can be read from.
    """
    avoided: set[str] = set()
    while True:
        names = Names(avoided)
        imported, kept = _import(definition, name, names)
        clashing = {step for step in names.steps if any(_is_derived(other, step) for other in kept.names)}
        clashing |= {step for step in names.steps if _owner_of_value(step) in names.steps}
        if not clashing - avoided:
            return imported
        avoided |= clashing


def _is_derived(name: str, step: str) -> bool:
    """Return whether a state or variable is named as one that a step gets besides its own."""
    plain = re.sub(r"\W", "_", step)
    return name.startswith((f"{step}.", f"{plain}_")) or name == plain or _owner_of_value(name) == step


def _owner_of_value(name: str) -> str:
    """Return the Choice or Try whose ``returns`` would name its own step so; empty if none would."""
    named = re.fullmatch(r"(.+)-value-\d+", name)
    return named[1] if named else ""


def _import(definition: Mapping[str, Any], name: str, names: Names) -> tuple[Imported, Kept]:
    pipeline, variable = legal_name(name), names.variable(name)
    converter = Converter(definition.get("QueryLanguage", "JSONPath"), names)
    given = Code(f"{variable}.input")
    known = Known(payload=given, natural=given, pipeline=variable)
    scope = Scope(definition["StartAt"], definition["States"])
    outcome = converter.whole(Way(scope, scope.start, END, is_top=True), Start(known, ()))
    options = {}
    if "TimeoutSeconds" in definition:
        options["timeout"] = const(definition["TimeoutSeconds"])
    comment = definition.get("Comment") or ""
    if comment:
        options["comment"] = const(comment)
    head = Statement(variable, "Pipeline", (const(pipeline),), options)
    source = module(docstring(comment or f"Imported: {name}."), head, outcome.lines, known.demands)
    return Imported(source, converter.kept.states), converter.kept

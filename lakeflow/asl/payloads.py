"""The fields that shape data in JSONPath mode: templates with ``"key.$"``, InputPath, OutputPath, ResultPath.

>>> compile_payload({"id.$": "$.order.id", "kind": "order"}).evaluate({"order": {"id": 7}})
{'id': 7, 'kind': 'order'}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from lakeflow.asl.intrinsics import Intrinsic, Scope, compile_intrinsic
from lakeflow.asl.jsonpath import Path, compile_path
from lakeflow.asl.states import Json
from lakeflow.asl.writing import compact
from lakeflow.errors import PathError


@dataclass(frozen=True, slots=True)
class Fixed:
    """A part of a template without paths."""

    value: Json


@dataclass(frozen=True, slots=True)
class Computed:
    """A field ``"name.$"``: what a path or an intrinsic function finds."""

    field: str
    source: Path | Intrinsic


@dataclass(frozen=True, slots=True)
class Fields:
    """An object with computed parts."""

    fields: "tuple[tuple[str, Part], ...]"


@dataclass(frozen=True, slots=True)
class Items:
    """An array with computed parts."""

    items: "tuple[Part, ...]"


Part: TypeAlias = Fixed | Computed | Fields | Items


@dataclass(frozen=True, slots=True)
class Payload:
    """A compiled payload template, as Parameters, ResultSelector, ItemSelector and Assign have."""

    root: Part

    def evaluate(
        self,
        document: Json,
        *,
        context: Json = None,
        variables: Mapping[str, Json] | None = None,
        random: Random | None = None,
    ) -> Json:
        """Return the template filled in.

        Raises:
            PathError: a path finds nothing, or an intrinsic function fails; the message names the field.

        """
        source = Random() if random is None else random  # noqa: S311  no secret depends on it
        value: Json = _filled(self.root, Scope(document, context, variables or {}, source))
        return value


def compile_payload(template: Json) -> Payload:
    """Parse every path of a template.

    Raises:
        PathError: a value of a ``"key.$"`` is neither a path nor an intrinsic function call.

    """
    return Payload(_part(template))


def compile_source(text: Json, field: str) -> Path | Intrinsic:
    """Return the path or intrinsic function that a field's text is; raises PathError."""
    if isinstance(text, str) and text.startswith("$"):
        return compile_path(text)
    if isinstance(text, str) and text.startswith("States."):
        return compile_intrinsic(text)
    raise PathError(
        str(text), f"The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call"
    )


def _part(template: Any) -> Part:
    if isinstance(template, dict):
        fields = tuple(_field(key, value) for key, value in template.items())
        if any(not isinstance(part, Fixed) for _, part in fields):
            return Fields(fields)
    elif isinstance(template, list):
        items = tuple(_part(item) for item in template)
        if any(not isinstance(part, Fixed) for part in items):
            return Items(items)
    return Fixed(template)


def _field(key: str, value: Any) -> tuple[str, Part]:
    if key.endswith(".$"):
        return key.removesuffix(".$"), Computed(key, compile_source(value, key))
    return key, _part(value)


def _filled(part: Part, scope: Scope) -> Any:
    match part:
        case Fixed(value):
            return value
        case Computed(field, source):
            return _computed(field, source, scope)
        case Fields(fields):
            return {key: _filled(inner, scope) for key, inner in fields}
        case Items(items):
            return [_filled(inner, scope) for inner in items]


def _computed(field: str, source: Path | Intrinsic, scope: Scope) -> Any:
    if isinstance(source, Intrinsic):
        return source.compute(scope)
    try:
        return source.read(scope.document, context=scope.context, variables=scope.variables)
    except PathError as error:
        shown = compact(scope.document)
        problem = (
            f"The JSONPath '{error.path}' specified for the field '{field}' could not be found in the input '{shown}'"
        )
        raise PathError(error.path, problem) from error


def select(
    path: str | None, document: Json, *, context: Json = None, variables: Mapping[str, Json] | None = None
) -> Json:
    """Return what an InputPath or OutputPath lets through: null lets nothing, which is ``{}``; raises PathError."""
    if path is None:
        return {}
    return compile_path(path).read(document, context=context, variables=variables)


def place(path: str | None, document: Json, result: Json) -> Json:
    """Return a state's input with its result at ResultPath; null drops the result; raises PathError."""
    return document if path is None else compile_path(path).write(document, result)

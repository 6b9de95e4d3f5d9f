"""What a Map runs over, and what each of its iterations gets, in both query languages."""

from dataclasses import dataclass
from typing import Protocol

from lakeflow.asl import states as asl
from lakeflow.asl.intrinsics import Intrinsic
from lakeflow.asl.jsonpath import Path
from lakeflow.asl.payloads import compile_source
from lakeflow.asl.states import ABSENT, JSONATA, Json
from lakeflow.asl.template import CompiledTemplate, compile_template
from lakeflow.asl.writing import compact
from lakeflow.errors import PathError
from lakeflow.interpreter.jsonpath_processing import PathTemplate, compile_path_template, read_source
from lakeflow.interpreter.numbers import whole_number
from lakeflow.interpreter.processing import Field, compile_field
from lakeflow.interpreter.visit import Visit


class ItemSource(Protocol):
    """Where the items come from."""

    def of(self, visit: Visit) -> list[Json]:
        """Return the items; raises StateFailed."""


class ItemSelector(Protocol):
    """The ItemSelector of a Map, or its older name Parameters."""

    def select(self, visit: Visit, item: dict[str, Json]) -> Json:
        """Return an iteration's input, which may read ``item``, the context's Map.Item; raises StateFailed."""


@dataclass(frozen=True, slots=True)
class JsonataItems:
    """The Items of a Map; without them the input, which must be an array."""

    items: CompiledTemplate | None
    takes_objects: bool

    def of(self, visit: Visit) -> list[Json]:
        """Return the items; raises StateFailed."""
        if self.items is None:
            if not isinstance(visit.input, list):
                raise visit.evaluation_failed(f"Map state input must be an array but was: {compact(visit.input)}")
            return visit.input
        items = visit.evaluate(self.items, visit.bindings())
        if isinstance(items, dict) and self.takes_objects:
            return key_values(items)
        if not isinstance(items, list):
            raise visit.evaluation_failed(f"The Items field must be an array but was: {compact(items)}", "Items")
        return items


@dataclass(frozen=True, slots=True)
class PathItems:
    """The ItemsPath of a Map, in its effective input."""

    text: str
    source: Path | Intrinsic
    takes_objects: bool

    def of(self, visit: Visit) -> list[Json]:
        """Return the items; raises StateFailed."""
        try:
            items = read_source(visit, self.source)
        except PathError as error:
            raise visit.failed(str(error)) from error
        visit.inspect("afterItemsPath", items)
        if isinstance(items, dict) and self.takes_objects:
            return key_values(items)
        if not isinstance(items, list):
            raise visit.failed(f'Reference path "{self.text}" must point to array.')
        return items


@dataclass(frozen=True, slots=True)
class JsonataItemSelector:
    """An ItemSelector in JSONata mode."""

    template: CompiledTemplate

    def select(self, visit: Visit, item: dict[str, Json]) -> Json:
        """Return an iteration's input; raises StateFailed."""
        context: Json = {**visit.context(), "Map": {"Item": item}}
        return visit.evaluate(self.template, visit.bindings(context=context))


@dataclass(frozen=True, slots=True)
class PathItemSelector:
    """An ItemSelector in JSONPath mode; ``$`` is the effective input of the Map."""

    template: PathTemplate

    def select(self, visit: Visit, item: dict[str, Json]) -> Json:
        """Return an iteration's input; raises StateFailed."""
        context: Json = {**visit.context(), "Map": {"Item": item}} if self.template.reads_context else None
        return self.template.fill(visit, visit.effective_input, context)


def compile_items(state: asl.Map, language: str, *, takes_objects: bool) -> ItemSource:
    """Parse Items or ItemsPath; only a distributed Map ``takes_objects``. Raises TemplateError, PathError."""
    if language == JSONATA:
        expects = "" if takes_objects else "array"
        return JsonataItems(
            None if state.items is ABSENT else compile_template(state.items, "Items", expects=expects), takes_objects
        )
    text = state.items_path or "$"
    return PathItems(text, compile_source(text, "ItemsPath"), takes_objects)


def key_values(items: dict[str, Json]) -> list[Json]:
    """Return the fields of an object as a distributed Map runs over them."""
    return [{"Key": key, "Value": value} for key, value in items.items()]


def compile_item_selector(state: asl.Map, language: str) -> ItemSelector | None:
    """Parse ItemSelector or Parameters, None where there is neither; raises TemplateError, PathError."""
    if language == JSONATA:
        if state.item_selector is ABSENT:
            return None
        return JsonataItemSelector(compile_template(state.item_selector, "ItemSelector"))
    template = compile_path_template(state.parameters if state.item_selector is ABSENT else state.item_selector)
    return None if template is None else PathItemSelector(template)


def compile_concurrency(state: asl.Map, language: str) -> Field | None:
    """Parse MaxConcurrency; raises TemplateError, PathError."""
    return compile_field(
        "MaxConcurrency", state.max_concurrency, state.max_concurrency_path, language, expects="number"
    )


def concurrency_limit(visit: Visit, field: Field | None) -> int:
    """Return MaxConcurrency, 0 for no limit; raises StateFailed."""
    limit = 0
    if field is not None:
        value = field.of(visit)
        whole = whole_number(value)
        if whole is None or whole < 0:
            raise field.not_a(visit, "integer", value)
        limit = whole
    visit.inspect("maxConcurrency", limit)
    return limit

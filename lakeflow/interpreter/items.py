"""What a Map runs over, and what each of its iterations gets, in both query languages."""

from dataclasses import dataclass
from typing import Protocol

from lakeflow.asl import states as asl
from lakeflow.asl.intrinsics import Intrinsic
from lakeflow.asl.jsonpath import Path
from lakeflow.asl.payloads import compile_source
from lakeflow.asl.states import ABSENT, JSONATA, Json
from lakeflow.asl.template import CompiledTemplate, compact, compile_template
from lakeflow.errors import PathError
from lakeflow.interpreter.jsonpath_processing import PathTemplate, compile_path_template, read_source
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

    def of(self, visit: Visit) -> list[Json]:
        """Return the items; raises StateFailed."""
        if self.items is None:
            if not isinstance(visit.input, list):
                raise visit.evaluation_failed(f"Map state input must be an array but was: {compact(visit.input)}")
            return visit.input
        items = visit.evaluate(self.items, visit.bindings())
        if not isinstance(items, list):
            raise visit.evaluation_failed(f"The Items field must be an array but was: {compact(items)}", "Items")
        return items


@dataclass(frozen=True, slots=True)
class PathItems:
    """The ItemsPath of a Map, in its effective input."""

    text: str
    source: Path | Intrinsic

    def of(self, visit: Visit) -> list[Json]:
        """Return the items; raises StateFailed."""
        try:
            items = read_source(visit, self.source)
        except PathError as error:
            raise visit.failed(str(error)) from error
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


def compile_items(state: asl.Map, language: str) -> ItemSource:
    """Parse Items or ItemsPath; raises TemplateError, PathError."""
    if language == JSONATA:
        return JsonataItems(None if state.items is ABSENT else compile_template(state.items, "Items", expects="array"))
    text = state.items_path or "$"
    return PathItems(text, compile_source(text, "ItemsPath"))


def compile_item_selector(state: asl.Map, language: str) -> ItemSelector | None:
    """Parse ItemSelector or Parameters, None where there is neither; raises TemplateError, PathError."""
    if language == JSONATA:
        if state.item_selector is ABSENT:
            return None
        return JsonataItemSelector(compile_template(state.item_selector, "ItemSelector"))
    template = compile_path_template(state.parameters if state.item_selector is ABSENT else state.item_selector)
    return None if template is None else PathItemSelector(template)

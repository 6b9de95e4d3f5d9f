"""Fields of what AWS's services return, by their own models."""

from collections.abc import Iterator, Mapping

from lakeflow.asl.integrations import ServiceCall, parse_resource
from lakeflow.asl.services.calls import result_of
from lakeflow.asl.services.port import Services
from lakeflow.asl.services.shapes import DocumentShape, MapShape, ShapeTree
from lakeflow.asl.states import StateMachine, Task, walk
from lakeflow.compiler.calls import RETURNED_WHOLE
from lakeflow.compiler.check.fields import check_fields
from lakeflow.compiler.check.parts import parts_within
from lakeflow.compiler.types import Known
from lakeflow.dsl.expressions import Source, StepOutput
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import Diagnostic


class Returned:
    """What a call returns, or a part of it."""

    def __init__(self, tree: ShapeTree) -> None:
        self._tree = tree

    @property
    def title(self) -> str:
        """The shape's name in the service's model."""
        return self._tree.name if self._tree.name.isidentifier() else "what it returns"

    @property
    def names(self) -> Mapping[str, object] | None:
        """The members of a structure; a map and a document may have any."""
        return None if isinstance(self._tree.shape, MapShape | DocumentShape) else self._tree.members

    def field(self, name: str) -> "Returned | None":
        """Return what a member is."""
        below = self._tree.below(name)
        return None if below is None else Returned(below)

    @property
    def item(self) -> "Returned | None":
        """What the items of a list are."""
        item = self._tree.item
        return None if item is None else Returned(item)


def check_results(pipeline: Pipeline, machine: StateMachine, services: Services) -> Iterator[Diagnostic]:
    """Yield reads of fields that a service does not return."""
    tasks = {name: state for name, state, _ in walk(machine.states) if isinstance(state, Task)}

    def look(source: Source) -> Known | None:
        if not isinstance(source, StepOutput) or type(source.step).__name__ not in RETURNED_WHOLE:
            return None
        task = tasks.get(source.step.name)
        if task is None:
            return None
        call = parse_resource(task.resource)
        tree = result_of(call, services) if isinstance(call, ServiceCall) else None
        return None if tree is None else Returned(tree)

    yield from check_fields({step: tuple(parts_within(step)) for step in pipeline.steps()}, look)

"""The types of what functions on references take: plain values, or references that may be of their kind."""

from collections.abc import Mapping, Sequence
from typing import Annotated, TypeAlias

from lakeflow.dsl.kinds import Kind, kind_of
from lakeflow.dsl.references import Ref, Value, expression_of


class OfKind:
    """Whether a reference may be one to a value of some kinds; what is no reference is of its Python type."""

    def __init__(self, *kinds: Kind) -> None:
        self._kinds = frozenset({*kinds, "unknown"})

    def __call__(self, value: object) -> bool:
        """Whether it may be."""
        return not isinstance(value, Ref) or kind_of(expression_of(value)) in self._kinds


Text: TypeAlias = Annotated[str | Ref, OfKind("text")]
Number: TypeAlias = Annotated[float | Ref, OfKind("number")]
Scalar: TypeAlias = Annotated[str | float | Ref, OfKind("text", "number", "boolean")]
"""What can be made a number: a truth value is 0 or 1."""
Items: TypeAlias = Annotated[Sequence[Value] | Ref, OfKind("list")]
Object: TypeAlias = Annotated[Mapping[str, Value] | Ref, OfKind("object")]

"""What is known beforehand of a value: the fields it has, and what is in them."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Protocol, Union, get_args, get_origin, get_type_hints

from lakeflow.dsl.references import Record, Ref


class Known(Protocol):
    """Something known of a value."""

    @property
    def title(self) -> str:
        """What the value is called."""

    @property
    def names(self) -> Mapping[str, object] | None:
        """The fields it has; None where it may have any."""

    def field(self, name: str) -> "Known | None":
        """Return what is known of a field; None if nothing is."""

    @property
    def item(self) -> "Known | None":
        """What is known of the items of a list; None if nothing is."""


class PythonType:
    """A type that an author declared: a TypedDict, a dataclass, a pydantic model, a list of them, a scalar."""

    def __init__(self, kind: Any) -> None:
        self._kind = _without_null(kind)

    @property
    def title(self) -> str:
        """The type's name."""
        return getattr(self._kind, "__name__", str(self._kind))

    @property
    def names(self) -> Mapping[str, object] | None:
        """The fields of a class, none of a scalar; None of anything else."""
        if self._kind in (str, int, float, bool):
            return {}
        if not isinstance(self._kind, type) or self._kind in (Record, Ref, object, dict, list):
            return None
        models = getattr(self._kind, "model_fields", None)  # pydantic's, whose JSON has aliases for names
        if models is not None:
            return {field.alias or name: field.annotation for name, field in models.items()}
        hints = get_type_hints(self._kind)
        return {name: kind for name, kind in hints.items() if not name.startswith("_")} or None

    def field(self, name: str) -> "PythonType | None":
        """Return the type of a field."""
        if get_origin(self._kind) in (dict, Mapping):
            return PythonType(get_args(self._kind)[1])
        kind = (self.names or {}).get(name)
        return None if kind is None else PythonType(kind)

    @property
    def item(self) -> "PythonType | None":
        """The type of the items of a list or tuple."""
        arguments = get_args(self._kind)
        return PythonType(arguments[0]) if get_origin(self._kind) in (list, tuple) and arguments else None


def _without_null(kind: Any) -> Any:
    """Return X of ``X | None``."""
    if get_origin(kind) in (Union, UnionType):
        parts = [part for part in get_args(kind) if part is not NoneType]
        return parts[0] if len(parts) == 1 else object
    return kind

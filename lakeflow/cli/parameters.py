"""Text and paths of the command line, taken as they are.

Typer has Pydantic convert every parameter, also those that need no conversion, and importing Pydantic takes longer than
compiling a pipeline.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    # Typer's own copy of Click, which older versions do not have.
    from typer._click.core import Command, Context, Parameter
else:
    Command = object

PLAIN: Mapping[Any, Callable[[Any], Any]] = {
    bool: bool,
    str: str,
    Path: Path,
    list[str]: list,
    list[Path]: lambda values: [Path(value) for value in values],
}
"""How the values of a type are made of what was written, for the types whose values need no check."""


class Taken(NamedTuple):
    """What Typer asks for a parameter's value; in the place of its own that asks Pydantic."""

    convert: Callable[[Any], Any]

    def coerce(self, value: Any, **_: object) -> Any:
        """Return the value of what was written, nothing for nothing."""
        return None if value is None else self.convert(value)


class _Plain(Command):
    def get_params(self, ctx: "Context") -> "list[Parameter]":
        parameters: list[Any] = super().get_params(ctx)
        for parameter in parameters:
            # Typer has no public way. Should it forget these attributes, it asks Pydantic: slower, and as right.
            described = getattr(parameter, "type_descriptor", None)
            convert = PLAIN.get(described.annotation) if described is not None else None
            if convert is not None:
                parameter._runtime_param = Taken(convert)  # noqa: SLF001
        return parameters


class PlainCommand(_Plain, TyperCommand):
    """A command whose text and paths reach it as they were written; numbers Typer converts itself."""


class PlainGroup(_Plain, TyperGroup):
    """Commands by name, whose own parameters are taken likewise."""

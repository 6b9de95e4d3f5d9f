"""Payload templates: JSON in which a string ``{% ... %}`` stands for what its expression returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from lakeflow.asl.jsonata import UNDEFINED, Environment, Expression, compile_expression
from lakeflow.asl.states import Json
from lakeflow.asl.writing import compact
from lakeflow.errors import ExpressionError

TYPE_NAMES: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}
"""Python's types to the names that AWS's messages use."""

_NO_ENVIRONMENT: Final = Environment()


class TemplateError(ExpressionError):
    """A template that cannot be evaluated: ``field`` is its place (``Output/total``), the message is AWS's own."""

    def __init__(self, code: str, message: str, *, field: str, position: int = -1) -> None:
        super().__init__(code, message, position=position)
        self.field = field


class CompiledTemplate(Protocol):
    """A template ready to be evaluated as often as wanted."""

    def evaluate(self, bindings: Mapping[str, Json], environment: Environment = _NO_ENVIRONMENT) -> Json:
        """Return the payload; ``environment`` is what expressions run in.

        Raises:
            TemplateError: an expression fails or returns nothing.

        """


@dataclass(frozen=True, slots=True)
class Constant:
    """A template without expressions; every evaluation returns the same object."""

    value: Json

    def evaluate(
        self,
        bindings: Mapping[str, Json],  # noqa: ARG002  the protocol's signature
        environment: Environment = _NO_ENVIRONMENT,  # noqa: ARG002  the protocol's signature
    ) -> Json:
        """Return the value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Computed:
    """A whole string ``{% ... %}``; ``expects`` is the JSON type that the field must have, empty for any."""

    expression: Expression
    field: str
    expects: str = ""

    def evaluate(self, bindings: Mapping[str, Json], environment: Environment = _NO_ENVIRONMENT) -> Json:
        """Return what the expression returns; raises TemplateError."""
        try:
            value = self.expression.evaluate(bindings, environment=environment)
        except ExpressionError as error:
            raise self._error(error.code, _reason(error), error.position) from error
        if value is UNDEFINED:
            raise self._error("", "returned nothing (undefined).")
        if self.expects and TYPE_NAMES[type(value)] != self.expects:
            found = f"'{TYPE_NAMES[type(value)]}' for value: {compact(value)}"
            raise self._error("", f"returned an unexpected result type. Expected '{self.expects}', but was {found}")
        return value

    def _error(self, code: str, problem: str, position: int = -1) -> TemplateError:
        where = f"The JSONata expression '{self.expression.text}' specified for the field '{self.field}'"
        return TemplateError(code, f"{where} {problem}", field=self.field, position=position)


@dataclass(frozen=True, slots=True)
class ObjectTemplate:
    """An object with expressions inside."""

    fields: tuple[tuple[str, CompiledTemplate], ...]

    def evaluate(self, bindings: Mapping[str, Json], environment: Environment = _NO_ENVIRONMENT) -> Json:
        """Return the object; raises TemplateError."""
        return {key: field.evaluate(bindings, environment) for key, field in self.fields}


@dataclass(frozen=True, slots=True)
class ArrayTemplate:
    """An array with expressions inside."""

    items: tuple[CompiledTemplate, ...]

    def evaluate(self, bindings: Mapping[str, Json], environment: Environment = _NO_ENVIRONMENT) -> Json:
        """Return the array; raises TemplateError."""
        return [item.evaluate(bindings, environment) for item in self.items]


def compile_template(template: Json, field: str, *, expects: str = "") -> CompiledTemplate:
    """Parse every expression of a template; ``expects`` names the JSON type that a computed field must have.

    Raises:
        TemplateError: an expression does not parse.

    """
    if isinstance(template, str) and is_expression(template):
        return Computed(_parse(template, field), field, expects)
    parts: list[CompiledTemplate]
    if isinstance(template, dict):
        parts = [compile_template(part, f"{field}/{key}") for key, part in template.items()]
        if not all(isinstance(part, Constant) for part in parts):
            return ObjectTemplate(tuple(zip(template, parts, strict=True)))
    elif isinstance(template, list):
        parts = [compile_template(part, f"{field}[{index}]") for index, part in enumerate(template)]
        if not all(isinstance(part, Constant) for part in parts):
            return ArrayTemplate(tuple(parts))
    return Constant(template)


def is_expression(text: str) -> bool:
    """Tell whether a string is an expression: ``{%`` and ``%}`` are its very ends, not even spaces outside."""
    return text.startswith("{%") and text.endswith("%}") and len(text) >= 4


def _parse(text: str, field: str) -> Expression:
    source = text[2:-2].strip()
    try:
        return compile_expression(source)
    except ExpressionError as error:
        problem = f"The JSONata expression '{source}' specified for the field '{field}' does not parse: {error.message}"
        raise TemplateError(error.code, problem, field=field, position=error.position) from error


def _reason(error: ExpressionError) -> str:
    if error.code == "LF-FUNCTION":
        return "returned an unsupported result type."
    if error.code == "U1001":
        return f"threw an error during evaluation: {error.message}"
    return f"threw an error during evaluation. {error.code}: {error.message}"

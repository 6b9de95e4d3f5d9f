"""JSONata as Step Functions runs it: the only door to expressions.

``compile_expression(text).evaluate(bindings)`` is the whole interface; which engine answers is nobody else's business.
"""

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Final, Protocol

from lakeflow.asl.states import Json


class Undefined(Enum):
    """The type of ``UNDEFINED``: an expression that returned nothing, as opposed to null."""

    UNDEFINED = "undefined"

    def __repr__(self) -> str:
        return "UNDEFINED"


UNDEFINED: Final = Undefined.UNDEFINED


class Expression(Protocol):
    """A parsed expression: no state, evaluated as often as wanted."""

    @property
    def text(self) -> str:
        """The source, without the ``{% %}`` around it."""

    def evaluate(self, bindings: Mapping[str, Json]) -> "Json | Undefined":
        """Return the value, where ``bindings`` are variables by name without their ``$``.

        The bound values are not changed; what is returned may share them.

        Raises:
            ExpressionError: the evaluation failed, or its result is or holds a function (``LF-FUNCTION``).

        """


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Parse an expression, once for equal texts.

    Raises:
        ExpressionError: it does not parse.

    """
    # The engine takes 40 ms to import: who only renders a pipeline does not wait for it.
    from lakeflow.asl.jsonata.engine import parse

    return parse(text)

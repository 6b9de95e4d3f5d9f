"""JSONata as Step Functions runs it: the only door to expressions.

>>> compile_expression("$states.input.price * 2").evaluate({"states": {"input": {"price": 21}}})
42
>>> compile_expression("$missing").evaluate({}) is UNDEFINED
True
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.parser import parse
from lakeflow.asl.jsonata.plan import make_plan
from lakeflow.asl.jsonata.run import STACK_OVERFLOW, Code, Environment, Limits, Run
from lakeflow.asl.jsonata.tree import Node
from lakeflow.asl.jsonata.values import PARENT, UNDEFINED, Undefined, WrappedInput
from lakeflow.asl.states import Json

_DEFAULT_ENVIRONMENT = Environment()


class Expression:
    """A parsed expression: no state, evaluated as often as wanted."""

    __slots__ = ("_code", "text", "tree")

    def __init__(self, text: str, tree: Node, code: Code) -> None:
        self.text = text
        self.tree = tree
        self._code = code

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(
        self,
        bindings: Mapping[str, Json],
        *,
        context: "Json | Undefined" = UNDEFINED,
        environment: Environment = _DEFAULT_ENVIRONMENT,
    ) -> "Json | Undefined":
        """Return the value, where ``bindings`` are variables by name without their ``$``.

        Step Functions has no ``context`` (``$`` is undefined). The bound values are not changed; what is returned
        may share them.

        Raises:
            ExpressionError: the evaluation failed, or its result is or holds a function (``LF-FUNCTION``).

        """
        from lakeflow.asl.jsonata.results import deep_stack, to_json

        run = Run(bindings, context, environment)
        wrapped: Any = WrappedInput([context]) if isinstance(context, list) else context
        try:
            with deep_stack():
                return to_json(self._code(wrapped, {PARENT: None}, run))
        except RecursionError:
            raise failure("U1001", message=STACK_OVERFLOW) from None


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Parse an expression, once for equal texts.

    Raises:
        ExpressionError: it does not parse.

    """
    # Evaluating takes a dozen modules: who only parses, as the validator does, does not wait for them.
    from lakeflow.asl.jsonata.evaluator import compile_plan

    tree = parse(text)
    try:
        return Expression(text, tree, compile_plan(make_plan(tree)))
    except RecursionError:
        raise failure("S0403", 0) from None


__all__ = ["UNDEFINED", "Environment", "Expression", "Limits", "Undefined", "compile_expression", "parse"]

"""JSONata as Step Functions runs it: the only door to expressions.

>>> compile_expression("$states.input.price * 2").evaluate({"states": {"input": {"price": 21}}})
42
>>> compile_expression("$missing").evaluate({}) is UNDEFINED
True

Which module does what, in the order of an expression's life:

``lexer``, ``parser``      text to syntax tree; ``tree`` are its nodes, ``printer`` the way back, ``signature`` the
                           types of a function's parameters
``analysis``               what a tree is about, without evaluating it
``plan``                   the tree made ready to run; ``nesting`` how deep it stands
``evaluator``              plans to closures; ``paths``, ``grouping``, ``operators``, ``calls`` and ``transforms`` are
                           its larger constructs, ``side_by_side`` which of several failures counts
``run``, ``values``        one evaluation and its limits; the values beyond JSON
``functions``              the built-in functions by family, on pictures (``number_``, ``integer_`` and
                           ``date_pictures``, ``date_parsing``), ``regex`` and ``stoppable_regex``, ``text`` and
                           ``sorting``
``failures``, ``results``  error codes and their words; values as plain JSON
"""

import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.run import STACK_OVERFLOW, Code, Environment, Limits, Run
from lakeflow.asl.jsonata.values import PARENT, UNDEFINED, Undefined, WrappedInput

if TYPE_CHECKING:
    # Parser and evaluator are loaded with the first expression: who has none does not wait 30 ms for them.
    from lakeflow.asl.jsonata.tree import Node
    from lakeflow.asl.states import Json

_STACK = 12_000
"""Frames of Python that the deepest recursion allowed by Limits takes; since 3.11 they are on the heap."""

_DEFAULT_ENVIRONMENT = Environment()


class Expression:
    """A parsed expression: no state, evaluated as often as wanted."""

    __slots__ = ("_code", "text", "tree")

    def __init__(self, text: str, tree: "Node", code: Code) -> None:
        self.text = text
        self.tree = tree
        self._code = code

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(
        self,
        bindings: "Mapping[str, Json]",
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
        from lakeflow.asl.jsonata.results import to_json

        run = Run(bindings, context, environment)
        wrapped: Any = WrappedInput([context]) if isinstance(context, list) else context
        stack = sys.getrecursionlimit()
        if stack < _STACK:
            sys.setrecursionlimit(_STACK)
        try:
            return to_json(self._code(wrapped, {PARENT: None}, run), run.spend)  # type: ignore[no-any-return]
        except RecursionError:
            raise failure("U1001", message=STACK_OVERFLOW) from None
        finally:
            if stack < _STACK:
                sys.setrecursionlimit(stack)


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Parse an expression, once for equal texts.

    Raises:
        ExpressionError: it does not parse.

    """
    from lakeflow.asl.jsonata.evaluator import compile_plan
    from lakeflow.asl.jsonata.nesting import mark_levels
    from lakeflow.asl.jsonata.parser import parse
    from lakeflow.asl.jsonata.plan import make_plan

    tree = parse(text)
    try:
        plan = make_plan(tree)
        mark_levels(plan)
        return Expression(text, tree, compile_plan(plan))
    except RecursionError:
        raise failure("S0403", 0) from None


__all__ = ["UNDEFINED", "Environment", "Expression", "Limits", "Undefined", "compile_expression"]

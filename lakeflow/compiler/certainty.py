"""What is certain about an expression before it runs: whether it gives a value at all."""

from lakeflow.dsl.expressions import Call, Conditional, Expression, Field, Index, Jsonata, Operation

_ALWAYS_A_VALUE = frozenset(
    {"=", "!=", "and", "or", "&", "exists", "count", "boolean", "append", "uuid", "now", "millis", "random"}
)


def may_be_missing(expression: Expression) -> bool:
    """Return whether the expression may give no value at all; null is one."""
    match expression:
        case Field() | Index() | Jsonata():
            return True
        case Operation(operator, left, right):
            return operator not in _ALWAYS_A_VALUE and (may_be_missing(left) or may_be_missing(right))
        case Conditional(_, then, otherwise):
            return may_be_missing(then) or may_be_missing(otherwise)
        case Call(function, arguments):
            return function not in _ALWAYS_A_VALUE and any(map(may_be_missing, arguments))
        case _:
            return False

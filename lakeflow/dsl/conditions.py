"""What may stand where a condition is wanted."""

from lakeflow.dsl.expressions import Expression, Literal
from lakeflow.dsl.kinds import kind_of
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.operands import shown
from lakeflow.dsl.references import Ref, expression_of


def condition_of(condition: object) -> Expression:
    """Return the expression of a condition; what can be none is a mistake, and never true."""
    if isinstance(condition, Ref | bool):
        expression = expression_of(condition)
        if kind_of(expression) in ("boolean", "unknown"):
            return expression
        what = shown(expression)
    else:
        what = repr(condition) if isinstance(condition, str | int) else type(condition).__name__
    mistake(
        "LF218",
        f"a condition is a comparison of references, not {what}",
        "write choice.when(step.output.count > 0)",
    )
    return Literal(False)  # noqa: FBT003  JSON's

"""Which of several failures counts: the items of an array or object are evaluated side by side.

In the reference implementation the item with the least to do fails first, wherever it stands. Here items are
evaluated in order, and only when one fails are the simpler ones after it asked whether they fail too.
"""

from collections.abc import Sequence
from typing import Any

from lakeflow.asl.jsonata.run import Code, Run
from lakeflow.asl.jsonata.tree import Node, walk
from lakeflow.asl.jsonata.values import Frame
from lakeflow.errors import ExpressionError


def first_failure(
    error: ExpressionError, failed: Node, later: Sequence[tuple[Node, Code]], scope: tuple[Any, Frame, Run]
) -> ExpressionError:
    """Return the failure that is reached first: ``error``, or that of a simpler item after the failed one."""
    if error.code == "U1001":
        return error
    least = _size(failed)
    for node, code in later:
        size = _size(node)
        if size >= least:
            continue
        try:
            code(*scope)
        except ExpressionError as other:
            error, least = other, size
    return error


def _size(node: Node) -> int:
    return sum(1 for _ in walk(node))

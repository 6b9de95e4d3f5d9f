"""Tracebacks of an author's mistakes: they end at the author's own line, not in the interpreter below it."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from lakeflow.errors import LakeflowError

P = ParamSpec("P")
R = TypeVar("R")


def ending_at_the_caller(method: Callable[P, R]) -> Callable[P, R]:
    """Make a method raise every LakeflowError as if it were raised where the method is called."""

    @wraps(method)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        __tracebackhide__ = True  # pytest leaves a frame with this out
        try:
            return method(*args, **kwargs)
        except LakeflowError as error:
            raise error.with_traceback(None) from None

    return called

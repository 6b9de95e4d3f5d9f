"""How a built-in is declared: its name, signature, and the arguments a higher-order function may pass to it."""

from collections.abc import Callable
from typing import Any

from lakeflow.asl.jsonata.signature import parse_signature
from lakeflow.asl.jsonata.values import Native


def native(name: str, signature: str, arity: int, implementation: Callable[..., Any]) -> Native:
    """Declare a built-in; ``implementation`` takes the run, then its arguments."""
    return Native(name, parse_signature(signature) if signature else None, arity, implementation)

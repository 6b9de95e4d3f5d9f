"""What a Task state asks of a service."""

from collections.abc import Callable
from typing import NamedTuple

from lakeflow.asl.states import Json
from lakeflow.compiler.expressions import Environment
from lakeflow.compiler.target import Target

RESULT = "$states.result"


class Surroundings(NamedTuple):
    """What a call is made of besides its step: where it will run, where values are, what files of the project say."""

    target: Target
    environment: Environment
    read_source: Callable[[str], str | None]


class ServiceCall(NamedTuple):
    """The integration's resource and its arguments; ``output`` is where the step's value stands in the result.

    ``whole`` says that the output is computed, and is copied once instead of field by field.
    ``timeout_seconds`` is set where the call is not the step's own, and so not under its timeout.
    """

    resource: str
    arguments: Json
    output: str = RESULT
    timeout_seconds: int | None = None
    whole: bool = False

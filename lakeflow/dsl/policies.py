"""What a pipeline promises about failure and asks of who starts it: retries, parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from lakeflow.dsl.declared import Declared
from lakeflow.dsl.mistakes import mistake


@dataclass(frozen=True, slots=True)
class Retry(metaclass=Declared):
    """Run a step again after these errors; ``interval`` and ``max_delay`` in seconds, delays jittered.

    >>> from lakeflow import Retry
    >>> patient = Retry(errors=["States.TaskFailed"], attempts=2, interval=60)
    """

    errors: Sequence[str] = ("States.ALL",)
    attempts: int = 3
    interval: int = 5
    backoff: float = 2.0
    max_delay: int | None = None
    jitter: bool = True


@dataclass(frozen=True, slots=True)
class DateParam(metaclass=Declared):
    """A parameter that is a calendar date, ``YYYY-MM-DD``.

    >>> from lakeflow import DateParam, Pipeline
    >>> shop = Pipeline("shop", params={"date": DateParam()})
    """

    default: str | None = None
    description: str = ""
    kind: ClassVar[str] = "text"

    def __post_init__(self) -> None:
        _must_parse(self)

    def parse(self, text: str) -> str:
        """Return the date in its one spelling; raises ValueError for anything else."""
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValueError("must be a date such as 2024-01-31") from None


@dataclass(frozen=True, slots=True)
class StringParam(metaclass=Declared):
    """A parameter that is text, one of ``choices`` where they are given.

    >>> from lakeflow import StringParam
    >>> mode = StringParam(default="full", choices=("full", "delta"))
    """

    default: str | None = None
    description: str = ""
    choices: Sequence[str] = ()
    kind: ClassVar[str] = "text"

    def __post_init__(self) -> None:
        _must_parse(self)

    def parse(self, text: str) -> str:
        """Return the text; raises ValueError where it is not one of the choices."""
        if self.choices and text not in self.choices:
            raise ValueError(f"must be one of {', '.join(self.choices)}")
        return text


@dataclass(frozen=True, slots=True)
class IntParam(metaclass=Declared):
    """A parameter that is a whole number.

    >>> from lakeflow import IntParam
    >>> days = IntParam(default=7)
    """

    default: int | None = None
    description: str = ""
    kind: ClassVar[str] = "number"

    def parse(self, text: str) -> int:
        """Return the number; raises ValueError for anything else."""
        try:
            return int(text)
        except ValueError:
            raise ValueError("must be a whole number") from None


@dataclass(frozen=True, slots=True)
class BoolParam(metaclass=Declared):
    """A parameter that is true or false.

    >>> from lakeflow import BoolParam
    >>> force = BoolParam(default=False)
    """

    default: bool | None = None
    description: str = ""
    kind: ClassVar[str] = "unknown"

    def parse(self, text: str) -> bool:
        """Return the truth value; raises ValueError for anything but ``true`` and ``false``."""
        if text not in ("true", "false"):
            raise ValueError("must be true or false")
        return text == "true"


def _must_parse(param: DateParam | StringParam) -> None:
    """Tell of a default that the parameter would not take of anybody else."""
    try:
        if param.default is not None:
            param.parse(param.default)
    except ValueError as error:
        mistake("LF236", f"{param.default!r} is no default of a {type(param).__name__}: {error}", "correct it")


Param: TypeAlias = DateParam | StringParam | IntParam | BoolParam

"""When a pipeline starts by itself."""

import re
from dataclasses import dataclass, field

from lakeflow.dsl.declared import Declared
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.source import caller_location
from lakeflow.errors import Location


@dataclass(frozen=True, slots=True)
class Daily(metaclass=Declared):
    """Start every day at ``HH:MM`` of a time zone; the pipeline's date is the date there.

    >>> from lakeflow import Daily
    >>> nightly = Daily("03:00", timezone="Europe/Paris")
    """

    at: str
    timezone: str = "UTC"
    location: Location = field(default_factory=caller_location, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", self.at):
            mistake("LF220", f"{self.at!r} is not a time of day", 'write Daily("03:00")')
            object.__setattr__(self, "at", "00:00")

    @property
    def expression(self) -> str:
        """The same in EventBridge Scheduler's words."""
        hour, minute = self.at.split(":")
        return f"cron({int(minute)} {int(hour)} * * ? *)"

    @property
    def times(self) -> tuple[int, int]:
        """The earliest and the latest minute of the day at which it starts."""
        hour, minute = self.at.split(":")
        return int(hour) * 60 + int(minute), int(hour) * 60 + int(minute)


@dataclass(frozen=True, slots=True)
class Schedule(metaclass=Declared):
    """Start by an expression of EventBridge Scheduler, ``cron(...)`` or ``rate(...)``, in a time zone.

    Cron's fields are minutes, hours, day of month, month, day of week and year. The pipeline's date is the date in the
    time zone.

    >>> from lakeflow import Schedule
    >>> weekdays = Schedule("cron(0 3 ? * MON-FRI *)", timezone="Europe/Paris")
    >>> often = Schedule("rate(6 hours)")
    """

    expression: str
    timezone: str = "UTC"
    location: Location = field(default_factory=caller_location, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        from lakeflow.dsl.cron import times_of_day
        from lakeflow.dsl.cron_elsewhere import written_here

        try:
            times_of_day(self.expression)
        except ValueError as error:
            known = 'Schedule("cron(0 3 ? * MON-FRI *)") or Schedule("rate(6 hours)")'
            hint = f"write {written_here(self.expression) or known}"
            mistake("LF230", f"{self.expression!r} is not a schedule: {error}", hint)
            object.__setattr__(self, "expression", "rate(1 day)")

    @property
    def times(self) -> tuple[int, int]:
        """The earliest and the latest minute of the day at which it starts."""
        from lakeflow.dsl.cron import times_of_day

        return times_of_day(self.expression)

"""When a pipeline starts by itself: in a time zone that there is, and with a date that can be told."""

from collections.abc import Iterator

from lakeflow.compiler.local_date import offsets_of, shift
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.policies import DateParam
from lakeflow.errors import Diagnostic


def check_schedule(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield what is wrong with a pipeline's schedule."""
    schedule = pipeline.schedule
    if schedule is None:
        return
    offsets = offsets_of(schedule.timezone)
    is_dated = any(isinstance(one, DateParam) and one.default is None for one in pipeline.declared_params.values())
    if offsets is None:
        yield Diagnostic(
            "LF146",
            f"{schedule.timezone!r} is no time zone that this machine knows",
            schedule.location,
            'write a name such as "Europe/Paris"; where there is no database of time zones, pip install tzdata',
        )
    elif is_dated and shift(schedule.times, offsets) is None:
        yield Diagnostic(
            "LF147",
            f"{schedule.expression} starts at both ends of the day, and {schedule.timezone} moves its clocks: "
            "the date there cannot be told from the moment in UTC",
            schedule.location,
            "drop timezone= for the date of UTC, leave out an hour at midnight, or give the date a default",
        )

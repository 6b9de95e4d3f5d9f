"""The date of a scheduled moment where the schedule is, from the moment in UTC that EventBridge Scheduler passes on.

A state machine knows no time zones. It need not: a schedule starts at known times of day, so that one fixed number of
minutes, added to the moment in UTC, gives a moment of the right date in summer and in winter.
"""

from datetime import datetime, timedelta
from typing import Final

from lakeflow.dsl.pipeline import Pipeline

_DAY: Final = 24 * 60
_YEARS: Final = range(2030, 2038)
"""Years whose rules are those of now, as far as anyone knows; that now is no part of it keeps the output stable."""


def shift(times: tuple[int, int], offsets: tuple[int, int]) -> int | None:
    """Return the minutes to add to UTC, None if there are none that are right for every start.

    ``times`` are the earliest and latest minute of a day at which a schedule starts, ``offsets`` the least and the
    greatest minutes that its time zone is ahead of UTC.

    >>> shift((180, 180), (60, 120))
    0
    >>> shift((30, 30), (60, 120))
    90
    >>> shift((0, 1439), (60, 120)) is None
    True
    """
    (earliest, latest), (least, greatest) = times, offsets
    # In UTC a start is as early as `earliest - greatest` and as late as `latest - least`: both must come into the day.
    from_, before = greatest - earliest, _DAY + least - latest
    if from_ >= before:
        return None
    return 0 if from_ <= 0 < before else max(from_, min(least, before - 1))


def offsets_of(timezone: str) -> tuple[int, int] | None:
    """Return the least and the greatest minutes that a time zone is ahead of UTC, None if there is no such zone."""
    if timezone == "UTC":
        return 0, 0
    from zoneinfo import ZoneInfo

    try:
        zone = ZoneInfo(timezone)
    except (OSError, ValueError, KeyError):
        return None
    days = [datetime(year, month, day, tzinfo=zone) for year in _YEARS for month in range(1, 13) for day in (1, 15)]
    ahead = [int((day.utcoffset() or timedelta()).total_seconds() // 60) for day in days]
    return min(ahead), max(ahead)


def shift_of(pipeline: Pipeline) -> int:
    """Return the minutes to add to the moment that a pipeline's schedule passes on; 0 without a schedule."""
    offsets = offsets_of(pipeline.schedule.timezone) if pipeline.schedule is not None else None
    if pipeline.schedule is None or offsets is None:
        return 0
    return shift(pipeline.schedule.times, offsets) or 0

"""Schedules as cron and Airflow write them, in the words that are right here."""

import re
from collections.abc import Mapping

_PRESETS: Mapping[str, str] = {
    "@hourly": 'Schedule("rate(1 hour)")',
    "@daily": 'Daily("00:00")',
    "@midnight": 'Daily("00:00")',
    "@weekly": 'Schedule("cron(0 0 ? * SUN *)")',
    "@monthly": 'Schedule("cron(0 0 1 * ? *)")',
    "@yearly": 'Schedule("cron(0 0 1 1 ? *)")',
    "@annually": 'Schedule("cron(0 0 1 1 ? *)")',
}
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def written_here(text: str) -> str:
    """Return the schedule that a text means elsewhere: a preset, five fields of cron or a time; else empty.

    EventBridge Scheduler has a year, wants ``?`` for one of the days, and counts those of the week from 1 for Sunday.
    """
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        return f'Daily("{text}")'
    fields = text.split()
    if len(fields) != 5 or "*" not in (fields[2], fields[4]):
        return _PRESETS.get(text, "")
    minute, hour, day, month, weekday = fields
    if weekday == "*":
        return f'Schedule("cron({minute} {hour} {day} {month} ? *)")'
    named = re.sub(r"(?<!/)[0-7]", lambda number: _DAYS[int(number[0])], weekday)
    return f'Schedule("cron({minute} {hour} ? {month} {named} *)")'

"""The date that a scheduled execution gets, against what the time zone's own clocks say."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow import Daily, DateParam, Pass, Pipeline, Schedule
from lakeflow.asl.document import document
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.compiler.local_date import offsets_of, shift
from lakeflow.testing import Kit
from tests.targets import TARGET

ZONES = (
    "UTC",
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Africa/Casablanca",
)


def told(local: datetime, minutes: int) -> date:
    """Return the date that a machine tells of a start, as it does: by adding minutes to the moment in UTC."""
    return (local.astimezone(UTC) + timedelta(minutes=minutes)).date()


@settings(max_examples=200)
@given(
    zone=st.sampled_from(ZONES),
    one=st.integers(0, 1439),
    other=st.integers(0, 1439),
    day=st.dates(date(2024, 1, 1), date(2037, 12, 31)),
    later=st.booleans(),
)
def test_a_start_has_the_date_of_its_own_clock_in_summer_and_in_winter(
    zone: str, one: int, other: int, day: date, *, later: bool
) -> None:
    earliest, latest = sorted((one, other))
    offsets = offsets_of(zone)
    assert offsets is not None
    minutes = shift((earliest, latest), offsets)
    if minutes is None:
        assert latest - earliest >= 24 * 60 - (offsets[1] - offsets[0])
        return
    for minute in (earliest, latest):
        local = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone)).replace(fold=int(later))
        if local.astimezone(UTC).astimezone(ZoneInfo(zone)).time() == local.time():
            # A time that the clocks leave out is none at which Scheduler starts.
            assert told(local, minutes) == day


@pytest.mark.parametrize("zone", ZONES)
def test_a_daily_start_can_always_tell_its_date(zone: str) -> None:
    offsets = offsets_of(zone)
    assert offsets is not None
    assert all(shift((minute, minute), offsets) is not None for minute in range(1440))


def test_a_zone_of_no_clock_changes_can_tell_the_date_at_any_time() -> None:
    assert shift((0, 1439), offsets_of("Asia/Tokyo") or (0, 0)) == 9 * 60


@pytest.mark.parametrize("zone", ["Europe/Pariss", "../../etc/passwd", "", "Europe"])
def test_what_is_no_zone_has_no_offsets(zone: str) -> None:
    assert offsets_of(zone) is None


def dated(schedule: Daily | Schedule) -> Pipeline:
    with Pipeline("dated", params={"date": DateParam()}, schedule=schedule) as made:
        Pass("day", {"date": made.params.date})
    return made


@pytest.mark.parametrize(
    ("schedule", "given_", "day"),
    [
        (Daily("00:30", timezone="Europe/Paris"), "2025-03-31T22:30:00Z", "2025-04-01"),
        (Daily("00:30", timezone="Europe/Paris"), "2025-12-31T23:30:00Z", "2026-01-01"),
        (Daily("20:00", timezone="America/Los_Angeles"), "2025-04-02T03:00:00Z", "2025-04-01"),
        (Daily("03:00", timezone="Europe/Paris"), "2025-04-01T01:00:00Z", "2025-04-01"),
        (Daily("03:00"), "2025-04-01T03:00:00Z", "2025-04-01"),
        (Schedule("cron(0 8 ? * MON-FRI *)", timezone="Australia/Sydney"), "2025-03-31T21:00:00Z", "2025-04-01"),
        (Schedule("rate(6 hours)"), "2025-04-01T23:59:00Z", "2025-04-01"),
    ],
)
def test_a_machine_makes_the_date_of_what_its_schedule_passes_on(
    schedule: Daily | Schedule, given_: str, day: str, tmp_path: Path
) -> None:
    machine = compile_pipeline(dated(schedule), TARGET, lambda _: None).machine
    definition = document(machine)
    assert isinstance(definition, dict)
    for value in (given_, day):
        run = Kit(tmp_path).run(definition, input={"date": value})
        assert run.variables_of("day")["date"] == day

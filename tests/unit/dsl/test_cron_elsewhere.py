"""Schedules of cron and Airflow, told in the words of EventBridge Scheduler."""

import pytest

from lakeflow import Daily, Schedule
from lakeflow.dsl.cron_elsewhere import written_here


@pytest.mark.parametrize(
    ("elsewhere", "here"),
    [
        ("@daily", Daily("00:00")),
        ("@monthly", Schedule("cron(0 0 1 * ? *)")),
        ("03:30", Daily("03:30")),
        ("30 3 * * *", Schedule("cron(30 3 * * ? *)")),
        ("0 3 1 * *", Schedule("cron(0 3 1 * ? *)")),
        ("0 3 * * 1-5", Schedule("cron(0 3 ? * MON-FRI *)")),
        ("0 3 * * 0,7", Schedule("cron(0 3 ? * SUN,SUN *)")),
        ("0 3 * * SUN", Schedule("cron(0 3 ? * SUN *)")),
    ],
)
def test_what_is_told_is_a_schedule_at_the_same_times(elsewhere: str, here: Daily | Schedule) -> None:
    written = written_here(elsewhere)
    assert eval(written, {"Daily": Daily, "Schedule": Schedule}) == here


@pytest.mark.parametrize("text", ["rate(6 hours)", "often", "0 3 1 * 1", "* * * *", "@fortnightly"])
def test_of_what_has_no_meaning_elsewhere_nothing_is_told(text: str) -> None:
    assert not written_here(text)

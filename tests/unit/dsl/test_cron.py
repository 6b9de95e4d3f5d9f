"""Expressions of EventBridge Scheduler: which are legal, and when in a day they start."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeflow.dsl.cron import times_of_day


@pytest.mark.parametrize(
    ("expression", "earliest", "latest"),
    [
        ("cron(15 10 * * ? *)", "10:15", "10:15"),
        ("cron(0 18 ? * MON-FRI *)", "18:00", "18:00"),
        ("cron(0 8 1 * ? *)", "08:00", "08:00"),
        ("cron(0/10 * ? * MON-FRI *)", "00:00", "23:50"),
        ("cron(0/5 8-17 ? * MON-FRI *)", "08:00", "17:55"),
        ("cron(0 9 ? * 2#1 *)", "09:00", "09:00"),
        ("cron(30 7,19 L * ? 2026-2030)", "07:30", "19:30"),
        ("cron(0 */6 15W JAN-MAR,9 ? *)", "00:00", "18:00"),
        ("cron(5 1 ? * 6L *)", "01:05", "01:05"),
        ("cron(5 1 LW * ? *)", "01:05", "01:05"),
        ("cron(0 4 ? * sun *)", "04:00", "04:00"),
        ("rate(1 minute)", "00:00", "23:59"),
        ("rate(5 hours)", "00:00", "23:59"),
        ("rate(10 days)", "00:00", "23:59"),
    ],
)
def test_a_legal_expression_starts_between_these_times(expression: str, earliest: str, latest: str) -> None:
    found = times_of_day(expression)
    assert tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in found) == (earliest, latest)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("0 3 * * *", "neither cron(...) nor rate(...)"),
        ("at(2026-01-01T03:00:00)", "neither cron(...) nor rate(...)"),
        ("cron(0 3 * * *)", "5 fields of 6"),
        ("cron(0 3 * * * *)", "one of day-of-month and day-of-week is '?'"),
        ("cron(0 3 ? * ? *)", "one of day-of-month and day-of-week is '?'"),
        ("cron(60 3 * * ? *)", "minutes cannot be '60': 0 to 59 are"),
        ("cron(0 24 * * ? *)", "hours cannot be '24'"),
        ("cron(0 3 0 * ? *)", "day-of-month cannot be '0'"),
        ("cron(0 3 * 13 ? *)", "month cannot be '13'"),
        ("cron(0 3 ? * 0 *)", "day-of-week cannot be '0'"),
        ("cron(0 3 ? * MONDAY *)", "day-of-week cannot be 'MONDAY'"),
        ("cron(0 3 * * ? 1969)", "year cannot be '1969'"),
        ("cron(0/0 3 * * ? *)", "minutes cannot go on by '0'"),
        ("cron(30-10 3 * * ? *)", "minutes cannot go from 30 back to 10"),
        ("cron(L 3 * * ? *)", "minutes cannot be 'L'"),
        ("rate(0 hours)", "a rate starts at 1"),
        ("rate(1 hours)", "in the singular"),
        ("rate(2 hour)", "in the plural"),
        ("rate(1.5 hours)", "a whole number"),
        ("rate(3 weeks)", "minutes, hours or days"),
    ],
)
def test_an_expression_that_scheduler_would_refuse_is_refused_for_this_reason(expression: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        times_of_day(expression)


@given(st.text(max_size=30), st.text(alphabet="0123456789*?,-/LW# MON", max_size=40))
def test_any_other_text_is_refused_in_words_and_not_by_a_crash(text: str, fields: str) -> None:
    for expression in (text, f"cron({fields})", f"rate({fields})"):
        with suppress(ValueError):
            earliest, latest = times_of_day(expression)
            assert 0 <= earliest <= latest < 24 * 60

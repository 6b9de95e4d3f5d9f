from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lakeflow.local.athena.values import athena_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, "true"),
        (12, "12"),
        (Decimal("1.50"), "1.50"),
        (Decimal("0E-10"), "0.0000000000"),
        (1.0, "1.0"),
        (0.001, "0.001"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (12345678.9, "1.23456789E7"),
        (-0.00012, "-1.2E-4"),
        (0.0, "0.0"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        (date(2025, 4, 1), "2025-04-01"),
        (datetime(2025, 4, 1, 1, 2, 3, 45_678, tzinfo=UTC), "2025-04-01 01:02:03.045 UTC"),
        (datetime.fromisoformat("2025-04-01T01:02:03"), "2025-04-01 01:02:03.000"),
        (["a", None, 1], "[a, null, 1]"),
        ({"a": 1, "b": [True]}, "{a=1, b=[true]}"),
        (b"\x01\xff", "01 ff"),
        ("", ""),
    ],
)
def test_a_value_is_printed_as_athena_prints_it(value: object, text: str | None) -> None:
    assert athena_text(value) == text

import math
from typing import Any

import pytest

from lakeflow.interpreter.numbers import number, whole_number


@pytest.mark.parametrize("value", [True, "1", None, [1], {}])
def test_what_is_no_number_is_none(value: Any) -> None:
    assert number(value) is None
    assert whole_number(value) is None


def test_a_number_without_a_fraction_is_whole() -> None:
    assert whole_number(2.0) == 2
    assert isinstance(whole_number(2.0), int)
    assert whole_number(-3) == -3
    assert whole_number(1.5) is None
    assert number(1.5) == 1.5


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_has_no_end_is_not_whole(value: float) -> None:
    assert whole_number(value) is None

from datetime import timedelta
from typing import Any

import pytest

from lakeflow.errors import MockError
from lakeflow.mocks.answers import Computed, Duration, answers_of, raises, returns, seconds_of, succeeds


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        (0, 0), (1.5, 1.5), ("90s", 90), ("2m", 120), ("1h30m", 5400), ("1d 2h", 93_600), ("250ms", 0.25),
        (timedelta(minutes=1), 60),
    ],
)  # fmt: skip
def test_a_duration_is_a_number_a_text_or_a_timedelta(duration: Duration, seconds: float) -> None:
    assert seconds_of(duration) == seconds


@pytest.mark.parametrize("duration", ["", "soon", "2 minutes and", "5", "-3s", -1, "1x"])
def test_what_is_no_duration_is_refused(duration: Duration) -> None:
    with pytest.raises(MockError):
        returns(1, after=duration)


def test_an_answer_is_given_at_least_once() -> None:
    with pytest.raises(MockError, match="0 times"):
        raises("Boom", times=0)


def test_one_answer_a_list_or_a_function_mock_a_step() -> None:
    def stand_in(payload: Any) -> Any:
        return payload

    assert answers_of("a", succeeds()) == (succeeds(),)
    assert answers_of("a", [raises("Boom"), succeeds(after=3)]) == (raises("Boom"), succeeds(after=3))
    assert answers_of("a", stand_in)[0].outcome == Computed(stand_in)


@pytest.mark.parametrize("mock", [{"count": 3}, 3, None, [{"count": 3}], []])
def test_a_bare_value_is_refused_because_it_could_mean_two_things(mock: Any) -> None:
    with pytest.raises(MockError, match="'find'") as caught:
        answers_of("find", mock)
    assert "()" in caught.value.hint or "returns(value)" in caught.value.hint

import random

from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.states import Retrier
from lakeflow.interpreter.retry import LONGEST_DELAY_SECONDS, RetryBudget, delay_seconds

RETRIERS = st.builds(
    Retrier,
    error_equals=st.just(("States.ALL",)),
    interval_seconds=st.integers(1, 99_999_999),
    max_attempts=st.integers(0, 20),
    backoff_rate=st.floats(1, 100),
    max_delay_seconds=st.none() | st.integers(1, LONGEST_DELAY_SECONDS),
    jitter_strategy=st.sampled_from(["NONE", "FULL"]),
)


def delays(retriers: list[Retrier], errors: list[str]) -> list[float | None]:
    budget = RetryBudget(retriers)
    return [budget.next_delay(error, random.Random(1)) for error in errors]


@given(RETRIERS, st.integers(0, 2000), st.integers())
def test_a_delay_is_within_its_bounds(retrier: Retrier, used: int, seed: int) -> None:
    delay = delay_seconds(retrier, used, random.Random(seed))
    longest = retrier.max_delay_seconds or LONGEST_DELAY_SECONDS
    least = 0 if retrier.jitter_strategy == "FULL" else min(retrier.interval_seconds, longest)
    assert least <= delay <= longest


@given(RETRIERS, st.integers(0, 50))
def test_without_jitter_delays_never_shrink(retrier: Retrier, used: int) -> None:
    if retrier.jitter_strategy == "NONE":
        assert delay_seconds(retrier, used, random.Random(1)) <= delay_seconds(retrier, used + 1, random.Random(1))


@given(RETRIERS)
def test_a_retrier_gives_as_many_delays_as_it_has_attempts(retrier: Retrier) -> None:
    given_delays = delays([retrier], ["Boom"] * (retrier.max_attempts + 3))
    assert sum(delay is not None for delay in given_delays) == retrier.max_attempts


def test_the_backoff_multiplies_the_interval() -> None:
    retrier = Retrier(
        error_equals=("Boom",), interval_seconds=3, backoff_rate=2.0, max_attempts=4, max_delay_seconds=20
    )
    assert delays([retrier], ["Boom"] * 5) == [3, 6, 12, 20, None]


def test_full_jitter_draws_from_zero_to_the_delay() -> None:
    retrier = Retrier(error_equals=("Boom",), interval_seconds=10, jitter_strategy="FULL")
    drawn = [delay_seconds(retrier, 1, random.Random(seed)) for seed in range(500)]
    assert 0 <= min(drawn) < 1
    assert 19 < max(drawn) <= 20


def test_only_the_first_retrier_that_matches_counts() -> None:
    first = Retrier(error_equals=("A", "B"), max_attempts=1)
    second = Retrier(error_equals=("States.ALL",), interval_seconds=9, max_attempts=1)
    assert delays([first, second], ["A", "B", "C", "C"]) == [1, None, 9, None]


def test_a_retrier_counts_all_the_errors_it_takes_together() -> None:
    retrier = Retrier(error_equals=("A", "B"), max_attempts=2)
    assert delays([retrier], ["A", "B", "A"]) == [1, 2, None]

"""Which retrier takes an error, and after how long: pure decisions, chance comes in as an argument."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from lakeflow.asl.states import Retrier
from lakeflow.interpreter.failure import matches

LONGEST_DELAY_SECONDS = 31_622_400
"""The limit AWS sets to MaxDelaySeconds: a year."""


@dataclass(slots=True)
class RetryBudget:
    """How often each retrier of one visit to a state was used; each counts all errors it takes together."""

    retriers: Sequence[Retrier]
    used: dict[int, int] = field(default_factory=dict)

    def next_delay(self, error: str | None, chance: random.Random) -> float | None:
        """Spend a retry and return its delay in seconds, or None where the error is final."""
        index = self.next_retrier(error)
        if index is None:
            return None
        used = self.used.get(index, 0)
        self.used[index] = used + 1
        return delay_seconds(self.retriers[index], used, chance)

    def next_retrier(self, error: str | None) -> int | None:
        """Return the position of the retrier that still takes the error, None where the error is final.

        Only the first retrier that means the error counts: once it is spent, no later one is asked.
        """
        for index, retrier in enumerate(self.retriers):
            if matches(retrier.error_equals, error):
                return index if self.used.get(index, 0) < retrier.max_attempts else None
        return None


def delay_seconds(retrier: Retrier, used: int, chance: random.Random) -> float:
    """Return the delay before the retry that follows ``used`` others; full jitter draws from zero to that delay."""
    longest = retrier.max_delay_seconds if retrier.max_delay_seconds is not None else LONGEST_DELAY_SECONDS
    try:
        delay = min(retrier.interval_seconds * retrier.backoff_rate**used, float(longest))
    except OverflowError:
        delay = float(longest)
    return chance.uniform(0, delay) if retrier.jitter_strategy == "FULL" else delay

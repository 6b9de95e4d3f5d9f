"""How long steps are expected to take: in one run where somebody said so, in many imagined runs where nobody did."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lakeflow.dsl.steps import Step
from lakeflow.graph.dice import Dice
from lakeflow.graph.shapes import Column

# The middles of sixteen equal parts of a lognormal distribution: of how a kind of work varies from step to step
# (sigma 0.8), and of how one step varies from run to run (sigma 0.25).
_UNKNOWN = (0.23, 0.35, 0.45, 0.54, 0.63, 0.72, 0.83, 0.94, 1.06, 1.21, 1.38, 1.59, 1.86, 2.24, 2.87, 4.44)
_KNOWN = (0.63, 0.72, 0.78, 0.82, 0.87, 0.9, 0.94, 0.98, 1.02, 1.06, 1.11, 1.16, 1.21, 1.29, 1.39, 1.59)

_RUNS = ((50, 32), (250, 16), (1000, 4))
_RUNS_AROUND_KNOWN = 7
_WEIGHT_OF_KNOWN = 1000.0


class Durations(NamedTuple):
    """What is known of durations: ``learned`` has seconds by step, from past runs; they come before ``expect=``."""

    learned: Mapping[str, float]
    runs: int
    """How many runs are imagined."""
    all_known: bool

    def seconds(self, step: Step) -> float:
        """Return how long a step by itself is expected to take, without what its regions do."""
        return self.learned.get(step.name, step.typical_seconds if step.expect is None else step.expect)

    def known(self, step: Step) -> bool:
        """Return whether somebody said how long the step takes, with all that its regions do."""
        return step.expect is not None or step.name in self.learned

    def column(self, step: Step) -> Column:
        """Return how long the step takes in each run; the expectation itself outweighs the runs around it."""
        seconds, dice = self.seconds(step), Dice(step.name)
        spread = _KNOWN if self.known(step) else _UNKNOWN
        varied = tuple(seconds * factor for factor in _shuffled(spread, self.runs, dice))
        return (seconds * _WEIGHT_OF_KNOWN, *varied[1:]) if self.all_known else varied


def durations(steps: Sequence[Step], learned: Mapping[str, float]) -> Durations:
    """Return the durations of a pipeline's steps; the more steps, the fewer runs are imagined."""
    runs = next((runs for most, runs in _RUNS if len(steps) <= most), 1)
    unmeasured = Durations(learned, runs, all_known=False)
    # A Pass is known to take no time, and a step with regions takes as long as they do.
    if all(unmeasured.known(step) or unmeasured.seconds(step) == 0 or step.regions for step in steps):
        return Durations(learned, min(runs, _RUNS_AROUND_KNOWN + 1), all_known=True)
    return unmeasured


def _shuffled(spread: Sequence[float], wanted: int, dice: Dice) -> Column:
    pool = [*spread] * -(-wanted // len(spread))
    return tuple(dice.taken(pool, wanted))

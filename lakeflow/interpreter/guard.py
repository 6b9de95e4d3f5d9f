"""What stands between a state's failure and the end of its region: Retry and Catch."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from lakeflow.asl.states import Catcher, Json, Retrier
from lakeflow.interpreter.failure import RUNTIME, StateFailed, matches
from lakeflow.interpreter.processing import Ending, compile_catcher_ending
from lakeflow.interpreter.retry import RetryBudget
from lakeflow.interpreter.visit import Transition, Visit


@dataclass(frozen=True, slots=True)
class Guard:
    """The Retry and Catch of a Task, Parallel or Map."""

    retriers: tuple[Retrier, ...]
    catchers: tuple[tuple[tuple[str, ...], Ending], ...]

    async def run(
        self, visit: Visit, attempt: Callable[[Visit], Awaitable[Transition]], failed_event: str | None = None
    ) -> Transition:
        """Attempt the state until it ends well, is caught or fails for good: then raises StateFailed.

        ``failed_event`` is recorded when no retrier takes the last failure, unless that is States.Runtime of the state
        itself, which ends the execution as it stands.
        """
        budget = RetryBudget(self.retriers)
        while True:
            try:
                return await attempt(visit)
            except StateFailed as failure:
                delay = budget.next_delay(failure.error, visit.scope.runtime.chance)
                if delay is None:
                    return self._give_up(visit, failure, failed_event)
                await _wait_to_retry(visit, failure, delay)

    def _give_up(self, visit: Visit, failure: StateFailed, failed_event: str | None) -> Transition:
        scope = visit.scope
        if failure.error == RUNTIME and failure.place == visit.entered_event_id:
            raise failure
        failed_event_id = scope.record_aside(failed_event) if failed_event is not None else scope.last_event_id
        catcher = self.next_catcher(failure.error)
        if catcher is None:
            scope.last_event_id = failed_event_id
            raise failure
        error_output: Json = failure.output()
        try:
            transition = self.catchers[catcher][1].after_error(visit, error_output)
        except StateFailed:
            # AWS lets the state fail a second time when the catcher's own expressions do.
            if failed_event is not None:
                scope.record(failed_event)
            raise
        scope.last_event_id = failed_event_id
        return transition

    def next_catcher(self, error: str | None) -> int | None:
        """Return the position of the first catcher that takes the error."""
        return next((index for index, (names, _) in enumerate(self.catchers) if matches(names, error)), None)


async def _wait_to_retry(visit: Visit, failure: StateFailed, delay: float) -> None:
    runtime = visit.scope.runtime
    visit.retry_count = (visit.retry_count or 0) + 1
    runtime.observer.retrying(visit.state, visit.retry_count, delay, failure.error or "", failure.cause or "")
    await runtime.clock.sleep(delay)


def compile_guard(retry: tuple[Retrier, ...], catch: tuple[Catcher, ...], language: str) -> Guard:
    """Parse the expressions of catchers; raises TemplateError, PathError."""
    endings = (
        (catcher.error_equals, compile_catcher_ending(catcher, language, f"Catch[{index}]/"))
        for index, catcher in enumerate(catch)
    )
    return Guard(retry, tuple(endings))

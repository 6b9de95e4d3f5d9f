"""How a state ends: Assign and Output when it went well, Retry and Catch when it failed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import cast

from lakeflow.asl.states import ABSENT, Catcher, Json, Retrier, Template
from lakeflow.asl.template import CompiledTemplate, Constant, compile_template
from lakeflow.interpreter.failure import StateFailed, matches
from lakeflow.interpreter.region import Transition, Visit, check_size
from lakeflow.interpreter.retry import RetryBudget


@dataclass(frozen=True, slots=True)
class Ending:
    """The Assign and Output of a state, a Choice rule or a catcher; None is a field that is not there."""

    assign: CompiledTemplate | None
    output: CompiledTemplate | None
    next: str | None

    def transition(self, visit: Visit, default: Json, /, **states: Json) -> Transition:
        """Return the transition; ``default`` is the output without an Output field, ``states`` goes into ``$states``.

        Assign and Output see the same variables: those from before. Raises StateFailed.
        """
        if self.assign is None and self.output is None:
            return Transition(default, self.next)
        bindings = visit.bindings(**states) if self._computes else {}
        assigned = visit.evaluate(self.assign, bindings) if self.assign is not None else None
        output = default
        if self.output is not None:
            output = visit.evaluate(self.output, bindings)
            if not isinstance(self.output, Constant):
                check_size(output, visit.state)
        return Transition(output, self.next, cast("Mapping[str, Json] | None", assigned))

    @property
    def _computes(self) -> bool:
        return not (isinstance(self.assign, (Constant, type(None))) and isinstance(self.output, (Constant, type(None))))


@dataclass(frozen=True, slots=True)
class Guard:
    """The Retry and Catch of a Task, Parallel or Map."""

    retriers: tuple[Retrier, ...]
    catchers: tuple[tuple[tuple[str, ...], Ending], ...]

    async def run(
        self, visit: Visit, attempt: Callable[[Visit], Awaitable[Transition]], failed_event: str | None = None
    ) -> Transition:
        """Attempt the state until it ends well, is caught or fails for good: then raises StateFailed.

        ``failed_event`` is recorded when no retrier takes the last failure.
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
        failed_event_id = scope.record_aside(failed_event) if failed_event is not None else scope.last_event_id
        catcher = next((ending for names, ending in self.catchers if matches(names, failure.error)), None)
        if catcher is None:
            scope.last_event_id = failed_event_id
            raise failure
        error_output: Json = failure.output()
        try:
            transition = catcher.transition(visit, error_output, errorOutput=error_output)
        except StateFailed:
            # AWS lets the state fail a second time when the catcher's own expressions do.
            if failed_event is not None:
                scope.record(failed_event)
            raise
        scope.last_event_id = failed_event_id
        return transition


async def _wait_to_retry(visit: Visit, failure: StateFailed, delay: float) -> None:
    runtime = visit.scope.runtime
    visit.retry_count = (visit.retry_count or 0) + 1
    runtime.observer.retrying(visit.state, visit.retry_count, delay, failure.error or "", failure.cause or "")
    await runtime.clock.sleep(delay)


def compile_ending(assign: Mapping[str, Json], output: Template, next_state: str | None, *, place: str = "") -> Ending:
    """Parse the expressions of an Assign and an Output; ``place`` is where they stand (``Catch[0]/``).

    Raises:
        TemplateError: an expression does not parse.

    """
    return Ending(
        assign=compile_template(dict(assign), f"{place}Assign") if assign else None,
        output=None if output is ABSENT else compile_template(output, f"{place}Output"),
        next=next_state,
    )


def compile_guard(retry: tuple[Retrier, ...], catch: tuple[Catcher, ...]) -> Guard:
    """Parse the expressions of catchers; raises TemplateError."""
    return Guard(
        retry,
        tuple(
            (
                catcher.error_equals,
                compile_ending(catcher.assign, catcher.output, catcher.next, place=f"Catch[{index}]/"),
            )
            for index, catcher in enumerate(catch)
        ),
    )

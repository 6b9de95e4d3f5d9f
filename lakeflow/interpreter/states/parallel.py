"""Parallel: run every branch at once."""

from dataclasses import dataclass
from typing import ClassVar

from lakeflow.asl import states as asl
from lakeflow.asl.states import Json
from lakeflow.interpreter.concurrency import run_all
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.guard import Guard, compile_guard
from lakeflow.interpreter.position import Finished, Position
from lakeflow.interpreter.processing import Arguments, Ending, compile_arguments, compile_result_ending
from lakeflow.interpreter.region import Region
from lakeflow.interpreter.scope import Scope
from lakeflow.interpreter.visit import Transition, Visit, check_size


@dataclass(frozen=True, slots=True)
class RunnableParallel:
    """A Parallel state; it fails with the error of the first branch that fails, and stops the others."""

    kind: ClassVar[str] = "Parallel"
    can_retry: ClassVar[bool] = True
    arguments: Arguments
    branches: tuple[Region, ...]
    guard: Guard
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Run the branches, as often as the retriers allow; raises StateFailed."""
        return await self.guard.run(visit, self._attempt, "ParallelStateFailed")

    async def _attempt(self, visit: Visit) -> Transition:
        resumed = visit.take_resumed()
        payload = self.prepare(visit)
        if resumed is None:
            visit.scope.record("ParallelStateStarted")
        scopes = [visit.scope.inner() for _ in self.branches]
        result: Json = list(
            await run_all(
                [
                    _run_branch(branch, scope, payload, visit, (resumed or {}).get(index))
                    for index, (branch, scope) in enumerate(zip(self.branches, scopes, strict=True))
                ]
            )
        )
        visit.scope.last_event_id = max(scope.last_event_id for scope in scopes)
        check_size(result, visit.state)
        transition = self.ending.after_result(visit, result)
        visit.scope.record_aside("ParallelStateSucceeded")
        return transition

    def prepare(self, visit: Visit) -> Json:
        """Return the input of every branch; raises StateFailed."""
        return self.arguments.of(visit)


def compile_parallel(state: asl.Parallel, branches: tuple[Region, ...], language: str) -> RunnableParallel:
    """Parse the state's own expressions; raises TemplateError, PathError."""
    return RunnableParallel(
        arguments=compile_arguments(state, language),
        branches=branches,
        guard=compile_guard(state.retry, state.catch, language),
        ending=compile_result_ending(state, language),
    )


async def _run_branch(
    branch: Region, scope: Scope, payload: Json, visit: Visit, before: Position | Finished | None
) -> Json:
    """Return a branch's output; ``before`` is what it had come to before a redrive."""
    if isinstance(before, Finished):
        return before.output
    try:
        return await branch.run(scope, payload, before)
    except StateFailed:
        visit.scope.last_event_id = scope.last_event_id
        raise

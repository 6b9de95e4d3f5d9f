"""Succeed: end the region well."""

from dataclasses import dataclass
from typing import ClassVar

from lakeflow.asl import states as asl
from lakeflow.interpreter.processing import Arguments, Ending, compile_input, compile_input_ending
from lakeflow.interpreter.visit import Transition, Visit


@dataclass(frozen=True, slots=True)
class RunnableSucceed:
    """A Succeed state."""

    kind: ClassVar[str] = "Succeed"
    can_retry: ClassVar[bool] = False
    arguments: Arguments
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Return the transition; raises StateFailed."""
        return self.ending.after_input(visit, self.arguments.of(visit))


def compile_succeed(state: asl.Succeed, language: str) -> RunnableSucceed:
    """Parse the state's expressions; raises TemplateError, PathError."""
    return RunnableSucceed(compile_input(state, language), compile_input_ending(state, None, language))

"""Pass: hand on the input, reshaped."""

from dataclasses import dataclass
from typing import ClassVar

from lakeflow.asl import states as asl
from lakeflow.asl.states import ABSENT, Template
from lakeflow.interpreter.processing import Arguments, Ending, compile_arguments, compile_input_ending
from lakeflow.interpreter.visit import Transition, Visit


@dataclass(frozen=True, slots=True)
class RunnablePass:
    """A Pass state; ``result`` takes the place of what it works on."""

    kind: ClassVar[str] = "Pass"
    can_retry: ClassVar[bool] = False
    arguments: Arguments
    result: Template
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Return the transition; raises StateFailed."""
        value = self.arguments.of(visit)
        if self.result is not ABSENT:
            value = self.result
            visit.inspect("result", value)
        return self.ending.after_input(visit, value)


def compile_pass(state: asl.Pass, language: str) -> RunnablePass:
    """Parse the state's expressions; raises TemplateError, PathError."""
    return RunnablePass(
        compile_arguments(state, language), state.result, compile_input_ending(state, state.next, language)
    )

"""Pass, Choice, Succeed and Fail: states that only compute and decide."""

from dataclasses import dataclass
from typing import ClassVar

from lakeflow.asl import states as asl
from lakeflow.asl.template import CompiledTemplate, compile_template, is_expression
from lakeflow.errors import InvalidStateMachineError
from lakeflow.interpreter.ending import Ending, compile_ending
from lakeflow.interpreter.failure import NO_CHOICE_MATCHED, StateFailed
from lakeflow.interpreter.region import Transition, Visit


@dataclass(frozen=True, slots=True)
class RunnablePass:
    """A Pass state."""

    kind: ClassVar[str] = "Pass"
    can_retry: ClassVar[bool] = False
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Return the transition; raises StateFailed."""
        return self.ending.transition(visit, visit.input)


@dataclass(frozen=True, slots=True)
class RunnableSucceed:
    """A Succeed state."""

    kind: ClassVar[str] = "Succeed"
    can_retry: ClassVar[bool] = False
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Return the transition; raises StateFailed."""
        return self.ending.transition(visit, visit.input)


@dataclass(frozen=True, slots=True)
class RunnableChoice:
    """A Choice state; ``default`` is its own Assign and Output, which hold only when no rule matches."""

    kind: ClassVar[str] = "Choice"
    can_retry: ClassVar[bool] = False
    rules: tuple[tuple[CompiledTemplate, Ending], ...]
    default: Ending

    async def run(self, visit: Visit) -> Transition:
        """Return the transition of the first rule whose condition is true; raises StateFailed."""
        bindings = visit.bindings()
        for condition, ending in self.rules:
            if visit.evaluate(condition, bindings) is True:
                return ending.transition(visit, visit.input)
        if self.default.next is None:
            problem = "Failed to transition out of the state. The state does not point to a next state."
            raise StateFailed(NO_CHOICE_MATCHED, visit.cause(problem))
        return self.default.transition(visit, visit.input)


@dataclass(frozen=True, slots=True)
class RunnableFail:
    """A Fail state."""

    kind: ClassVar[str] = "Fail"
    can_retry: ClassVar[bool] = False
    error: CompiledTemplate | None
    cause: CompiledTemplate | None

    async def run(self, visit: Visit) -> Transition:
        """Raise StateFailed with the state's Error and Cause."""
        bindings = visit.bindings()
        error = visit.evaluate(self.error, bindings) if self.error is not None else None
        cause = visit.evaluate(self.cause, bindings) if self.cause is not None else None
        raise StateFailed(*(value if isinstance(value, str) else None for value in (error, cause)))


def compile_pass(state: asl.Pass) -> RunnablePass:
    """Parse the state's expressions; raises TemplateError."""
    return RunnablePass(compile_ending(state.assign, state.output, state.next))


def compile_succeed(state: asl.Succeed) -> RunnableSucceed:
    """Parse the state's expressions; raises TemplateError."""
    return RunnableSucceed(compile_ending({}, state.output, None))


def compile_choice(state: asl.Choice) -> RunnableChoice:
    """Parse the state's expressions.

    Raises:
        TemplateError: an expression does not parse.
        InvalidStateMachineError: a condition is no expression.

    """
    for rule in state.choices:
        if not is_expression(rule.condition):
            raise InvalidStateMachineError(f"The Condition {rule.condition!r} is no expression: write {{% ... %}}.")
    rules = tuple(
        (
            compile_template(rule.condition, f"Choices[{index}]/Condition", expects="boolean"),
            compile_ending(rule.assign, rule.output, rule.next, place=f"Choices[{index}]/"),
        )
        for index, rule in enumerate(state.choices)
    )
    return RunnableChoice(rules, compile_ending(state.assign, state.output, state.default))


def compile_fail(state: asl.Fail) -> RunnableFail:
    """Parse the state's expressions; raises TemplateError."""
    error, cause = (
        None if text is None else compile_template(text, field, expects="string")
        for text, field in ((state.error, "Error"), (state.cause, "Cause"))
    )
    return RunnableFail(error, cause)

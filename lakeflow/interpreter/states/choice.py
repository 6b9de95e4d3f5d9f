"""Choice: go where the first true rule leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from lakeflow.asl import states as asl
from lakeflow.asl.choice_rules import Rule, compile_rule
from lakeflow.asl.states import JSONATA
from lakeflow.asl.template import CompiledTemplate, compile_template, is_expression
from lakeflow.asl.writing import compact
from lakeflow.errors import InvalidStateMachineError, PathError
from lakeflow.interpreter.failure import NO_CHOICE_MATCHED, StateFailed
from lakeflow.interpreter.processing import Arguments, Ending, compile_input, compile_rule_ending
from lakeflow.interpreter.visit import Transition, Visit

Tests: TypeAlias = Callable[[Visit], int | None]
"""Returns the position of the first rule that is true, None where none is; raises StateFailed."""


@dataclass(frozen=True, slots=True)
class RunnableChoice:
    """A Choice state; ``default`` is its own Assign and Output, which hold only when no rule matches."""

    kind: ClassVar[str] = "Choice"
    can_retry: ClassVar[bool] = False
    arguments: Arguments
    first_match: Tests
    endings: tuple[Ending, ...]
    default: Ending

    async def run(self, visit: Visit) -> Transition:
        """Return the transition of the first rule that is true; raises StateFailed."""
        value = self.arguments.of(visit)
        position = self.first_match(visit)
        ending = self.default if position is None else self.endings[position]
        if ending.next is None:
            problem = "Failed to transition out of the state. The state does not point to a next state."
            raise StateFailed(NO_CHOICE_MATCHED, visit.cause(problem))
        return ending.after_input(visit, value)


@dataclass(frozen=True, slots=True)
class JsonataConditions:
    """The Condition of each rule."""

    conditions: tuple[CompiledTemplate, ...]

    def __call__(self, visit: Visit) -> int | None:
        """Return the position of the first condition that is true; raises StateFailed."""
        bindings = visit.bindings()
        for position, condition in enumerate(self.conditions):
            if visit.evaluate(condition, bindings) is True:
                return position
        return None


@dataclass(frozen=True, slots=True)
class PathComparisons:
    """The comparison of each rule in JSONPath mode."""

    rules: tuple[Rule, ...]
    reads_context: bool

    def __call__(self, visit: Visit) -> int | None:
        """Return the position of the first rule that holds; raises StateFailed."""
        context = visit.context() if self.reads_context else None
        variables = visit.scope.variables
        for position, rule in enumerate(self.rules):
            try:
                if rule.matches(visit.effective_input, context=context, variables=variables):
                    return position
            except PathError as error:
                problem = f"Invalid path '{error.path}': The choice state's condition path references an invalid value."
                raise visit.failed(problem) from error
        return None


def compile_choice(state: asl.Choice, language: str) -> RunnableChoice:
    """Parse the state's expressions.

    Raises:
        TemplateError: an expression does not parse.
        PathError: a comparison does not.
        InvalidStateMachineError: a condition is no expression.

    """
    return RunnableChoice(
        compile_input(state, language),
        _conditions(state.choices) if language == JSONATA else _comparisons(state.choices),
        tuple(
            compile_rule_ending(state, rule, language, f"Choices[{index}]/") for index, rule in enumerate(state.choices)
        ),
        compile_rule_ending(state, None, language, ""),
    )


def _conditions(rules: tuple[asl.ChoiceRule, ...]) -> JsonataConditions:
    for rule in rules:
        if rule.condition is None or not is_expression(rule.condition):
            raise InvalidStateMachineError(f"The Condition {rule.condition!r} is no expression: write {{% ... %}}.")
    return JsonataConditions(
        tuple(
            compile_template(rule.condition, f"Choices[{index}]/Condition", expects="boolean")
            for index, rule in enumerate(rules)
        )
    )


def _comparisons(rules: tuple[asl.ChoiceRule, ...]) -> PathComparisons:
    return PathComparisons(
        tuple(compile_rule(rule.comparison) for rule in rules),
        any("$$" in compact(dict(rule.comparison)) for rule in rules),
    )

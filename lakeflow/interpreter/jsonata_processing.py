"""Input and output processing in JSONata mode: Arguments, Assign and Output."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from lakeflow.asl.states import ABSENT, Json, Template
from lakeflow.asl.template import CompiledTemplate, Constant, compile_template
from lakeflow.asl.writing import compact
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.visit import Transition, Visit, check_size, check_variables

_ARTICLES: Final = {"integer": "an", "float": "a"}


@dataclass(frozen=True, slots=True)
class JsonataArguments:
    """The Arguments of a state; without them it works on its input."""

    template: CompiledTemplate | None

    def of(self, visit: Visit) -> Json:
        """Return what the state works on; raises StateFailed."""
        arguments = visit.input if self.template is None else visit.evaluate(self.template, visit.bindings())
        visit.inspect("afterArguments", arguments)
        return arguments


@dataclass(frozen=True, slots=True)
class JsonataEnding:
    """The Assign and Output of a state, a Choice rule or a catcher; None is a field that is not there."""

    assign: CompiledTemplate | None
    output: CompiledTemplate | None
    next: str | None

    def after_result(self, visit: Visit, result: Json) -> Transition:
        """Return the transition; expressions may read ``$states.result``. Raises StateFailed."""
        return self._transition(visit, result, {"result": result})

    def after_input(self, visit: Visit, value: Json) -> Transition:
        """Return the transition; raises StateFailed."""
        return self._transition(visit, value, {})

    def after_error(self, visit: Visit, error_output: Json) -> Transition:
        """Return the transition; expressions may read ``$states.errorOutput``. Raises StateFailed."""
        return self._transition(visit, error_output, {"errorOutput": error_output})

    def _transition(self, visit: Visit, default: Json, states: dict[str, Json]) -> Transition:
        """Return the transition; Assign and Output see the same variables: those from before."""
        if self.assign is None and self.output is None:
            return Transition(default, self.next)
        bindings = visit.bindings(**states) if self._computes else {}
        assigned = None
        if self.assign is not None:
            assigned = cast("Mapping[str, Json]", visit.evaluate(self.assign, bindings))
            check_variables(assigned, visit.state)
        output = default
        if self.output is not None:
            output = visit.evaluate(self.output, bindings)
            if not isinstance(self.output, Constant):
                check_size(output, visit.state)
        return Transition(output, self.next, assigned)

    @property
    def _computes(self) -> bool:
        return not (isinstance(self.assign, (Constant, type(None))) and isinstance(self.output, (Constant, type(None))))


@dataclass(frozen=True, slots=True)
class JsonataField:
    """A field that is written in place, perhaps as an expression."""

    name: str
    template: CompiledTemplate

    def of(self, visit: Visit) -> Json:
        """Return its value; raises StateFailed."""
        if isinstance(self.template, Constant):
            return self.template.value
        return visit.evaluate(self.template, visit.bindings())

    def not_a(self, visit: Visit, kind: str, value: Json) -> StateFailed:
        """Return the failure of a value that is no number of the kind."""
        return self.refused(visit, f"cannot be parsed as {_ARTICLES[kind]} {kind}", value)

    def refused(self, visit: Visit, problem: str, value: Json) -> StateFailed:
        """Return the failure of a value that is not what the field needs."""
        shown = value if isinstance(value, str) else compact(value)
        return visit.evaluation_failed(f"The {self.name} field {problem}: {shown}", self.name)


def compile_arguments(arguments: Template) -> JsonataArguments:
    """Parse the expressions of Arguments; raises TemplateError."""
    return JsonataArguments(None if arguments is ABSENT else compile_template(arguments, "Arguments"))


def compile_ending(
    assign: Mapping[str, Json], output: Template, next_state: str | None, *, place: str = ""
) -> JsonataEnding:
    """Parse the expressions of an Assign and an Output; ``place`` is where they stand (``Catch[0]/``).

    Raises TemplateError.
    """
    return JsonataEnding(
        assign=compile_template(dict(assign), f"{place}Assign") if assign else None,
        output=None if output is ABSENT else compile_template(output, f"{place}Output"),
        next=next_state,
    )


def compile_field(name: str, written: Json, expects: str) -> JsonataField:
    """Parse a field; ``expects`` is the JSON type that an expression must give. Raises TemplateError."""
    return JsonataField(name, compile_template(written, name, expects=expects))


def constant_field(name: str, value: Json) -> JsonataField:
    """Return a field whose value is written in the definition."""
    return JsonataField(name, Constant(value))

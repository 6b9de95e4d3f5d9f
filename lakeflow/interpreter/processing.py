"""How data goes into a state and comes out of it: what both query languages offer to the states."""

from typing import Protocol

from lakeflow.asl import states as asl
from lakeflow.asl.states import JSONATA, Json, Template
from lakeflow.asl.template import compile_template
from lakeflow.interpreter import jsonata_processing, jsonpath_processing
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.visit import Transition, Visit


class Arguments(Protocol):
    """What a state works on: ``Arguments``, or ``InputPath`` and ``Parameters``."""

    def of(self, visit: Visit) -> Json:
        """Return it; raises StateFailed."""


class Ending(Protocol):
    """What a state, Choice rule or catcher makes of the outcome, and where it leads."""

    @property
    def next(self) -> str | None:
        """The state that follows; None ends the region."""

    def after_result(self, visit: Visit, result: Json) -> Transition:
        """Return the transition of a Task, Parallel or Map that went well; raises StateFailed."""

    def after_input(self, visit: Visit, value: Json) -> Transition:
        """Return the transition of a state that only computes; ``value`` is its output unless it says otherwise.

        Raises StateFailed.
        """

    def after_error(self, visit: Visit, error_output: Json) -> Transition:
        """Return the transition of a catcher; raises StateFailed."""


class Field(Protocol):
    """A number or text of a state, written or computed."""

    def of(self, visit: Visit) -> Json:
        """Return its value; raises StateFailed."""

    def not_a(self, visit: Visit, kind: str, value: Json) -> StateFailed:
        """Return the failure of a value that is no number of the kind (``integer``, ``float``)."""

    def refused(self, visit: Visit, problem: str, value: Json) -> StateFailed:
        """Return the failure of a value that is not what the field needs (``references a negative value``)."""


class Payload(Protocol):
    """A payload template of some field."""

    def of(self, visit: Visit) -> Json:
        """Return it filled in; raises StateFailed."""


def compile_payload(template: Json, field: str, language: str) -> Payload:
    """Parse a payload template; ``field`` is its place, for messages. Raises TemplateError, PathError."""
    if language == JSONATA:
        return jsonata_processing.JsonataField(field, compile_template(template, field))
    return jsonpath_processing.compile_payload_field(template)


def compile_arguments(state: asl.Task | asl.Parallel | asl.Pass, language: str) -> Arguments:
    """Parse what a Task, Parallel or Pass works on; raises TemplateError, PathError."""
    if language == JSONATA:
        return jsonata_processing.compile_arguments(asl.ABSENT if isinstance(state, asl.Pass) else state.arguments)
    return jsonpath_processing.compile_arguments(state.input_path, state.parameters)


def compile_input(state: asl.Wait | asl.Choice | asl.Succeed | asl.Map, language: str) -> Arguments:
    """Parse what a state works on that shapes its input no further; raises PathError."""
    if language == JSONATA:
        return jsonata_processing.compile_arguments(asl.ABSENT)
    return jsonpath_processing.compile_arguments(state.input_path, asl.ABSENT)


def compile_result_ending(state: asl.Task | asl.Parallel | asl.Map, language: str) -> Ending:
    """Parse what a Task, Parallel or Map does with its result; raises TemplateError, PathError."""
    if language == JSONATA:
        return jsonata_processing.compile_ending(state.assign, state.output, state.next)
    return jsonpath_processing.compile_ending(
        state.assign,
        state.next,
        result_selector=state.result_selector,
        result_path=state.result_path,
        output_path=state.output_path,
    )


def compile_input_ending(state: asl.Pass | asl.Wait | asl.Succeed, next_state: str | None, language: str) -> Ending:
    """Parse what a state that only computes does with its input; raises TemplateError, PathError."""
    assign = {} if isinstance(state, asl.Succeed) else state.assign
    if language == JSONATA:
        return jsonata_processing.compile_ending(assign, state.output, next_state)
    result_path = state.result_path if isinstance(state, asl.Pass) else asl.ABSENT
    return jsonpath_processing.compile_ending(
        assign, next_state, result_path=result_path, output_path=state.output_path
    )


def compile_rule_ending(state: asl.Choice, rule: asl.ChoiceRule | None, language: str, place: str) -> Ending:
    """Parse what follows a rule of a Choice, or its Default (None); raises TemplateError, PathError."""
    source: asl.Choice | asl.ChoiceRule = state if rule is None else rule
    following = state.default if rule is None else rule.next
    if language == JSONATA:
        return jsonata_processing.compile_ending(source.assign, source.output, following, place=place)
    return jsonpath_processing.compile_ending(source.assign, following, output_path=state.output_path)


def compile_catcher_ending(catcher: asl.Catcher, language: str, place: str) -> Ending:
    """Parse what a catcher does with the error; raises TemplateError, PathError."""
    if language == JSONATA:
        return jsonata_processing.compile_ending(catcher.assign, catcher.output, catcher.next, place=place)
    return jsonpath_processing.compile_ending(catcher.assign, catcher.next, result_path=catcher.result_path)


def compile_field(name: str, written: Template, path: str | None, language: str, *, expects: str = "") -> Field | None:
    """Parse a field that may be written (``Seconds``) or found by a path (``SecondsPath``); None where it is not there.

    ``expects`` is the JSON type that a JSONata expression must give. Raises TemplateError, PathError.
    """
    if path is not None and language != JSONATA:
        return jsonpath_processing.compile_field(name, path)
    if written is None or written is asl.ABSENT:
        return None
    if language == JSONATA:
        return jsonata_processing.compile_field(name, written, expects)
    return jsonata_processing.constant_field(name, written)

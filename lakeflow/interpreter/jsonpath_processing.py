"""Input and output processing in JSONPath mode: InputPath, Parameters, ResultSelector, ResultPath, Assign, OutputPath.

They apply in this order; ResultPath puts the result into the state's raw input, not into what InputPath left of it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from lakeflow.asl.intrinsics import Intrinsic
from lakeflow.asl.jsonpath import Path, compile_path
from lakeflow.asl.payloads import Payload, compile_payload, compile_source
from lakeflow.asl.states import ABSENT, Json, PathField, Template
from lakeflow.asl.writing import compact
from lakeflow.errors import PathError
from lakeflow.interpreter.failure import INTRINSIC_FAILURE, RESULT_PATH_MATCH_FAILURE, RUNTIME, StateFailed
from lakeflow.interpreter.visit import Transition, Visit, check_size, check_variables

_READS_INPUT: Final = re.compile(r"(?<!\$)\$(?![$\w])")
_NO_INPUT: Final = "Unable to apply Path transformation to null or empty input."


@dataclass(frozen=True, slots=True)
class Selection:
    """An InputPath or OutputPath: ``path`` None, which is null in the definition, lets nothing through."""

    path: Path | None

    def of(self, visit: Visit, document: Json) -> Json:
        """Return what the path lets through of the document; raises StateFailed."""
        if self.path is None:
            return {}
        if self.path.text == "$":
            return document
        try:
            return read_path(visit, self.path, document)
        except PathError as error:
            raise visit.failed(_without_input(error, self.path, document)) from error


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """A payload template with what it needs to be filled in."""

    payload: Payload
    reads_context: bool
    reads_input: bool

    def fill(self, visit: Visit, document: Json, context: Json = None) -> Json:
        """Return the template filled in from the document; raises StateFailed."""
        if document is None and self.reads_input:
            raise visit.failed(_NO_INPUT)
        if context is None and self.reads_context:
            context = visit.context()
        try:
            return self.payload.evaluate(
                document, context=context, variables=visit.scope.variables, random=visit.scope.runtime.chance
            )
        except PathError as error:
            raise template_failed(visit, error) from error


@dataclass(frozen=True, slots=True)
class PathPayload:
    """A payload template that is filled in from the effective input."""

    template: PathTemplate

    def of(self, visit: Visit) -> Json:
        """Return it filled in; raises StateFailed."""
        return self.template.fill(visit, visit.effective_input)


@dataclass(frozen=True, slots=True)
class PathArguments:
    """The InputPath and Parameters of a state; None is a field that is not there."""

    input_path: Selection | None
    parameters: PathTemplate | None

    def of(self, visit: Visit) -> Json:
        """Return what the state works on; other fields' paths read the effective input. Raises StateFailed."""
        if self.input_path is not None:
            visit.effective_input = self.input_path.of(visit, visit.input)
        visit.inspect("afterInputPath", visit.effective_input)
        arguments = visit.effective_input
        if self.parameters is not None:
            arguments = self.parameters.fill(visit, arguments)
        visit.inspect("afterParameters", arguments)
        return arguments


@dataclass(frozen=True, slots=True)
class PathEnding:
    """ResultSelector, Assign, ResultPath and OutputPath; None is a field that is not there."""

    result_selector: PathTemplate | None
    assign: PathTemplate | None
    result_path: Path | Selection | None
    output_path: Selection | None
    next: str | None

    def after_result(self, visit: Visit, result: Json) -> Transition:
        """Return the transition; Assign reads the result that ResultSelector leaves. Raises StateFailed."""
        if self.result_selector is not None:
            result = self.result_selector.fill(visit, result)
        return self.after_input(visit, result)

    def after_input(self, visit: Visit, value: Json) -> Transition:
        """Return the transition; raises StateFailed."""
        visit.inspect("afterResultSelector", value)
        assigned = None
        if self.assign is not None:
            assigned = cast("Mapping[str, Json]", self.assign.fill(visit, value))
            check_variables(assigned, visit.state)
        output = value if self.result_path is None else self._placed(visit, value)
        visit.inspect("afterResultPath", output)
        if self.output_path is not None:
            output = self.output_path.of(visit, output)
        if output is not visit.input:
            check_size(output, visit.state)
        return Transition(output, self.next, assigned)

    def after_error(self, visit: Visit, error_output: Json) -> Transition:
        """Return the transition; raises StateFailed."""
        return self.after_input(visit, error_output)

    def _placed(self, visit: Visit, result: Json) -> Json:
        if not isinstance(self.result_path, Path):
            return visit.input
        try:
            return self.result_path.write(visit.input, result)
        except PathError as error:
            problem = f"Unable to apply ReferencePath {self.result_path.text} to input {compact(visit.input)}"
            raise visit.failed(problem, RESULT_PATH_MATCH_FAILURE) from error


@dataclass(frozen=True, slots=True)
class PathSource:
    """A field that a path or an intrinsic function finds in the effective input (``SecondsPath``)."""

    name: str
    text: str
    source: Path | Intrinsic

    def of(self, visit: Visit) -> Json:
        """Return its value; raises StateFailed."""
        try:
            return read_source(visit, self.source)
        except PathError as error:
            raise self.missing(visit) from error

    def missing(self, visit: Visit) -> StateFailed:
        """Return the failure of a path that finds nothing."""
        if self.name in ("Error", "Cause"):
            shown = compact(visit.effective_input)
            return visit.failed(
                f"The JSONPath '{self.text}' specified for the field '{self.name}Path' "
                f"could not be found in the input '{shown}'"
            )
        return visit.failed(f"The {self.name}Path parameter does not reference an input value: {self.text}")

    def not_a(self, visit: Visit, kind: str, value: Json) -> StateFailed:
        """Return the failure of a value that is no number of the kind."""
        shown = compact(value)
        return visit.failed(
            f"The {self.name}Path field refers to value {shown if isinstance(value, str) else json.dumps(shown)} "
            f"which is not a valid {kind}: {self.text}"
        )

    def refused(self, visit: Visit, problem: str, value: Json) -> StateFailed:
        """Return the failure of a value that is not what the field needs."""
        shown = value if isinstance(value, str) else compact(value)
        return visit.failed(f"The {self.name}Path parameter {problem}: {self.text} == {shown}")


def read_path(visit: Visit, path: Path, document: Json) -> Json:
    """Return what a path finds; raises PathError."""
    context = visit.context() if path.scope == "context" else None
    return path.read(document, context=context, variables=visit.scope.variables)


def read_source(visit: Visit, source: Path | Intrinsic) -> Json:
    """Return what a path or an intrinsic function finds in the effective input; raises PathError."""
    if isinstance(source, Path):
        return read_path(visit, source, visit.effective_input)
    return source.evaluate(
        visit.effective_input,
        context=visit.context(),
        variables=visit.scope.variables,
        random=visit.scope.runtime.chance,
    )


def template_failed(visit: Visit, error: PathError) -> StateFailed:
    """Return the failure of a template that cannot be filled in."""
    if error.path.lstrip().startswith("States."):
        problem = f"The function '{error.path}' had the following error: {error.problem}"
        return visit.failed(problem, INTRINSIC_FAILURE)
    return visit.failed(error.problem, RUNTIME)


def compile_selection(path: PathField) -> Selection | None:
    """Parse an InputPath or OutputPath; raises PathError."""
    if path is ABSENT or path == "$":
        return None
    return Selection(None if path is None else compile_path(path))


def compile_payload_field(template: Json) -> PathPayload:
    """Parse the payload template of a field; raises PathError."""
    return PathPayload(_path_template(template))


def compile_path_template(template: Template) -> PathTemplate | None:
    """Parse a payload template, None where it is not there; raises PathError."""
    return None if template is ABSENT else _path_template(template)


def _path_template(template: Json) -> PathTemplate:
    sources = list(_sources(template))
    return PathTemplate(
        compile_payload(template),
        reads_context=any("$$" in source for source in sources),
        reads_input=any(_READS_INPUT.search(source) for source in sources),
    )


def compile_arguments(input_path: PathField, parameters: Template) -> PathArguments:
    """Parse InputPath and Parameters; raises PathError."""
    return PathArguments(compile_selection(input_path), compile_path_template(parameters))


def compile_ending(
    assign: Mapping[str, Json],
    next_state: str | None,
    *,
    result_selector: Template = ABSENT,
    result_path: PathField = ABSENT,
    output_path: PathField = ABSENT,
) -> PathEnding:
    """Parse what a state does with its result; raises PathError."""
    return PathEnding(
        result_selector=compile_path_template(result_selector),
        assign=compile_path_template(dict(assign)) if assign else None,
        result_path=None
        if result_path is ABSENT or result_path == "$"
        else Selection(None)
        if result_path is None
        else compile_path(result_path),
        output_path=compile_selection(output_path),
        next=next_state,
    )


def compile_field(name: str, path: str) -> PathSource:
    """Parse a field ``<name>Path``; raises PathError."""
    return PathSource(name, path, compile_source(path, f"{name}Path"))


def _sources(template: Json) -> Iterator[str]:
    """Yield the paths and intrinsic functions of a template."""
    if isinstance(template, dict):
        for key, value in template.items():
            if key.endswith(".$") and isinstance(value, str):
                yield value
            else:
                yield from _sources(value)
    elif isinstance(template, list):
        for item in template:
            yield from _sources(item)


def _without_input(error: PathError, path: Path, document: Json) -> str:
    return _NO_INPUT if document is None and path.scope == "input" else str(error)

"""Every exception lakeflow raises on purpose, and the finding that most of them carry.

::

    LakeflowError                    printed without a traceback; exit code 1
    ├── ProjectError                 config/, pipelines/ or jobs/ cannot be read
    │   └── SettingsError            a configuration file or key is wrong
    ├── DefinitionError              a declaration is wrong; raised at the author's line
    ├── InvalidPipelineError         everything that is wrong with a pipeline or definition: .diagnostics
    ├── InvalidStateMachineError     an ASL document is not what ASL allows
    ├── ExpressionError              a JSONata expression does not parse or fails: .code .position
    ├── PathError                    a JSONPath or intrinsic function is wrong, or finds nothing: .problem
    ├── QueryError                   a SQL statement that Athena would refuse, or that fails
    ├── ToolMissingError             this machine lacks something a local run needs
    ├── MockError                    a mock in a test, or of a local run, is wrong or missing
    ├── RunError                     a run cannot start or go on
    │   └── RunLockedError           another run holds the lake
    └── DeployError                  a deploy cannot start, go on or be undone
        ├── ProviderError            AWS refused a call: .operation .code
        ├── UnownedResourceError     something of a name that we need exists and is not ours: .addresses
        ├── StalePlanError           what is live has moved since the plan was made
        ├── DeployLockedError        another deployer holds the environment
        ├── ConflictError            an object changed between its reading and its conditional writing
        └── ApplyError               some changes failed; nothing was switched: .failures

    TaskFailed                       not a LakeflowError: a task's (error, cause), which ASL retries and catches

Anything else that is raised is a bug in lakeflow and keeps its traceback.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source file; lines and columns count from 1, column 0 means the whole line.

    ``caller`` is where the module called the function that the place is in; it is no part of which place it is.
    """

    file: str
    line: int
    column: int = 0
    caller: "Location | None" = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}:{self.column}" if self.column else place

    @classmethod
    def parse(cls, text: str) -> "Location":
        """Return the place that a text names; raises ValueError where it names none.

        >>> Location.parse("pipelines/shop.py:7:5").line
        7
        """
        file, _, last = text.rpartition(":")
        above, _, line = file.rpartition(":")
        return cls(above, int(line), int(last)) if line.isdecimal() else cls(file, int(last))


class Severity(StrEnum):
    """How bad a finding is: an error stops the command, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about a pipeline or a document: what, where, and what to do next.

    ``code`` is stable (``LF101``); ``hint`` is an imperative sentence; ``pointer`` is the place in an ASL document, as
    a JSON pointer (RFC 6901); ``origin`` is the step of a pipeline that the document has it from. ``stands_in`` says
    that something else stands in for what was declared there, of which nothing is to be told.
    """

    code: str
    message: str
    location: Location | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR
    pointer: str = ""
    origin: Location | None = None
    stands_in: bool = False

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        return f"{where}{self.severity.value} {self.code}: {self.message}"

    @property
    def with_hint(self) -> str:
        """The finding and, on a line of its own, what to do next."""
        return f"{self}\n  hint: {self.hint}" if self.hint else str(self)


def closest(name: str, known: Iterable[str]) -> str:
    """Return the known name that was probably meant, empty if none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), n=1)), "")


def suggestion(name: str, known: Iterable[str], otherwise: str, *, written: Callable[[str], str] = str) -> str:
    """Return the hint for a name that is not known: what was probably meant, or what to do where none is near.

    ``written`` is how the name is written where it is used.

    >>> suggestion("bronze_order", ["bronze_orders", "audit"], "lakeflow runs lists them")
    'did you mean bronze_orders?'
    >>> suggestion("dat", ["date"], "pass it", written="${}".format)
    'did you mean $date?'
    """
    close = closest(name, known)
    return f"did you mean {written(close)}?" if close else otherwise


class LakeflowError(Exception):
    """A failure that its reader can do something about: ``hint`` says what, under a traceback too, as a note."""

    def __init__(self, message: str, *, hint: str = "", location: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.location = location
        if hint:
            self.add_note(f"  hint: {hint}")

    def __str__(self) -> str:
        return f"{self.location}: {self.message}" if self.location else self.message


class ProjectError(LakeflowError):
    """The project's files cannot be read as a project."""


class SettingsError(ProjectError):
    """A configuration file or one of its keys is wrong; the message names both."""


class DefinitionError(LakeflowError):
    """A declaration that cannot mean anything, raised at the author's own line."""

    def __init__(self, code: str, message: str, *, hint: str = "", location: Location | None = None) -> None:
        super().__init__(message, hint=hint, location=location)
        self.code = code

    @property
    def diagnostic(self) -> Diagnostic:
        """The same finding as a value, to be listed with others."""
        return Diagnostic(self.code, self.message, self.location, self.hint)


class InvalidPipelineError(LakeflowError):
    """A pipeline, or a definition in its place, with mistakes: all of them, not the first."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(found.with_hint for found in diagnostics))
        self.diagnostics = diagnostics


class InvalidStateMachineError(LakeflowError):
    """A document that is not Amazon States Language."""


class ExpressionError(LakeflowError):
    """A JSONata expression that does not parse, or whose evaluation failed.

    ``code`` is JSONata's own (``T1006``); ``position`` is the 0-based offset in the expression, -1 where unknown.
    """

    def __init__(self, code: str, message: str, *, position: int = -1) -> None:
        super().__init__(message)
        self.code = code
        self.position = position


class PathError(LakeflowError):
    """A JSONPath or intrinsic function that is not one, or that cannot be evaluated on the data at hand.

    ``problem`` is the cause alone, in AWS's words (``No results for path: $['x']``); the message names the path too.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"Invalid path '{path}' : {problem}")
        self.path = path
        self.problem = problem


class QueryError(LakeflowError):
    """A SQL statement that Athena would refuse, or that failed while it ran."""


class ToolMissingError(LakeflowError):
    """Something that must be installed first; ``hint`` is the command to type."""


class MockError(LakeflowError):
    """A mock that means no task, has the wrong shape, or is missing; a mistake in a test, which no Catch takes."""


class RunError(LakeflowError):
    """A run that cannot start or cannot go on."""


class RunLockedError(RunError):
    """Another run is writing to the same lake."""


class DeployError(LakeflowError):
    """A deploy that cannot start, go on or be undone."""


class ProviderError(DeployError):
    """A call that AWS refused; ``code`` is AWS's own (``AccessDeniedException``)."""

    def __init__(self, operation: str, subject: str, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{operation} {subject} refused: {code}: {message}", hint=hint)
        self.operation = operation
        self.subject = subject
        self.code = code


class UnownedResourceError(DeployError):
    """Resources that a deploy would have to take from somebody else."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        super().__init__(
            f"not lakeflow's own, and so not touched: {', '.join(addresses)}",
            hint="take them over with `lakeflow deploy --adopt NAME`, once for each, name them under [existing] in the "
            "environment's file to use them as they are, or name the pipeline's own differently",
        )
        self.addresses = addresses


class StalePlanError(DeployError):
    """What is live is not what a plan was made for."""


class DeployLockedError(DeployError):
    """Another deployer is at work in the environment."""


class ConflictError(DeployError):
    """A conditional write that came too late."""


class ApplyError(DeployError):
    """Changes that failed; ``failures`` are (resource, message), and nothing was switched unless said so."""

    def __init__(self, failures: tuple[tuple[str, str], ...], *, hint: str = "") -> None:
        lines = [f"{resource}: {message}" for resource, message in failures]
        super().__init__("\n".join(lines), hint=hint or "correct it and run deploy again: it goes on from what is live")
        self.failures = failures


class TaskFailed(Exception):  # noqa: N818  ASL's own word, as in States.TaskFailed
    """A task's failure as ASL sees it: retriers and catchers match ``error``, people read ``cause``."""

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(f"{error}: {cause}" if cause else error)
        self.error = error
        self.cause = cause

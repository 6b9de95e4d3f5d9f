"""Where findings are made: states and the scopes that hold them, each knowing its place in the document."""

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from lakeflow.asl import placeholders
from lakeflow.asl.services.port import Services
from lakeflow.asl.validation.codes import Code, severity
from lakeflow.errors import Diagnostic

QueryLanguage: TypeAlias = Literal["JSONPath", "JSONata"]
JSONPATH: Final = "JSONPath"
JSONATA: Final = "JSONata"


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, and nothing for anything else."""
    return value if isinstance(value, list) else []


class Options(NamedTuple):
    """What the reader of a document knows that the document does not say."""

    express: bool = False
    placeholders: bool = True
    """Whether ``${name}`` and the like stand for values that are put in before AWS sees the document."""
    services: Services | None = None
    """The models that literal arguments are held against; without any they are not checked."""


class VariableRead(NamedTuple):
    """A reading of a workflow variable, or a call of a function that an expression does not define itself."""

    name: str
    pointer: str
    is_call: bool = False


class Site:
    """What is being checked: a state, or the machine itself around its states."""

    __slots__ = ("_ways", "fields", "findings", "inner", "kind", "language", "name", "options", "pointer", "reads")

    def __init__(  # noqa: PLR0913, PLR0917  made in two places
        self,
        name: str,
        pointer: str,
        fields: dict[str, Any],
        language: QueryLanguage,
        options: Options,
        findings: list[Diagnostic],
    ) -> None:
        self.name = name
        self.pointer = pointer
        self.fields = fields
        self.language = language
        self.options = options
        self.findings = findings
        self.reads: list[VariableRead] = []
        self.inner: list[Scope] = []
        kind = fields.get("Type")
        self.kind = kind if isinstance(kind, str) else ""
        """The state's type; empty for the machine, and where the type is none."""
        self._ways: tuple[Transition, ...] | None = None

    def report(self, code: Code, pointer: str, message: str, hint: str = "") -> None:
        """Add a finding."""
        self.findings.append(Diagnostic(str(code), message, None, hint, severity(code), pointer))

    def hides(self, text: str) -> bool:
        """Return whether a text holds a placeholder, so that nobody knows yet what it says."""
        return self.options.placeholders and placeholders.hides(text)

    @property
    def ways(self) -> "tuple[Transition, ...]":
        """The ways out of the state, as written: nothing is checked."""
        if self._ways is None:
            self._ways = tuple(_ways(self.fields, self.pointer))
        return self._ways


class Scope:
    """One ``States`` field: the machine's, a branch's or an item processor's."""

    __slots__ = ("is_distributed", "owner", "pointer", "start", "states")

    def __init__(self, pointer: str, start: Any, owner: Site | None, *, is_distributed: bool = False) -> None:
        self.pointer = pointer
        self.start = start
        self.owner = owner
        self.is_distributed = is_distributed
        self.states: dict[str, Site] = {}

    def walk(self) -> "Iterator[Scope]":
        """Yield this scope and every one inside, outer ones first."""
        yield self
        for site in self.states.values():
            for scope in site.inner:
                yield from scope.walk()


class Transition(NamedTuple):
    """One way out of a state: the name it goes to, where that is written, and the ``Assign`` on the way."""

    target: Any
    pointer: str
    assign: Any = None


def _ways(fields: dict[str, Any], at: str) -> Iterator[Transition]:
    assign = fields.get("Assign")
    if "Next" in fields:
        yield Transition(fields["Next"], f"{at}/Next", assign)
    if "Default" in fields:
        yield Transition(fields["Default"], f"{at}/Default", assign)
    for name in ("Choices", "Catch"):
        parts = fields.get(name)
        if isinstance(parts, str) and placeholders.hides(parts):
            yield Transition(parts, f"{at}/{name}")  # it hides where its ways lead
        for index, part in enumerate(as_list(parts)):
            if isinstance(part, dict) and "Next" in part:
                yield Transition(part["Next"], f"{at}/{name}/{index}/Next", part.get("Assign"))

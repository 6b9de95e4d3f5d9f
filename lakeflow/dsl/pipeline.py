"""A pipeline: a named region with parameters, a schedule and what to do about failure."""

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from lakeflow.dsl.declared import Declared
from lakeflow.dsl.expressions import ContextField, ParamValue
from lakeflow.dsl.mistakes import mistake, open_findings
from lakeflow.dsl.policies import Param, Retry
from lakeflow.dsl.references import Record, Ref
from lakeflow.dsl.regions import Region
from lakeflow.dsl.source import caller_location
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks.sns import Notify
from lakeflow.dsl.tasks.task import Timeout, checked_timeout
from lakeflow.errors import DefinitionError, Diagnostic, InvalidPipelineError, suggestion

if TYPE_CHECKING:
    from lakeflow.dsl.schedules import Daily, Schedule


class Params(Mapping[str, Ref]):
    """A pipeline's parameters as references: ``params.date`` or ``params["date"]``."""

    def __init__(self, pipeline: "Pipeline") -> None:
        self._pipeline = pipeline

    def __getattr__(self, name: str) -> Ref:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Ref:
        declared = self._pipeline.declared_params.get(name)
        if declared is None:
            self._pipeline.report_unknown_param(name)
            return self._pipeline.input[name]
        return Ref(ParamValue(name, declared.kind, self._pipeline))

    def __iter__(self) -> Iterator[str]:
        return iter(self._pipeline.declared_params)

    def __len__(self) -> int:
        return len(self._pipeline.declared_params)


class Pipeline(metaclass=Declared):
    """A graph of steps that is deployed as one state machine; times in seconds.

    ``timeout`` is a whole execution's. ``retry``, ``retry_transient`` and ``task_timeout`` hold for each of its task
    steps that does not say otherwise itself.

    ``type="EXPRESS"`` is for many short executions: five minutes at most, at least once instead of exactly once, no
    history but the log, and no step that Step Functions would have to wait for (a job, a query, a token).

    >>> from lakeflow import Daily, DateParam, Notify, Pipeline, Wait
    >>> with Pipeline("shop", params={"date": DateParam()}, schedule=Daily("03:00"), on_failure=Notify("alerts")):
    ...     settle = Wait("settle", seconds=5)
    """

    def __init__(  # noqa: PLR0913  each is a plain fact about a pipeline
        self,
        name: str,
        *,
        params: Mapping[str, Param] | None = None,
        schedule: "Daily | Schedule | None" = None,
        on_failure: Notify | None = None,
        timeout: int | None = None,
        retry: Retry | Sequence[Retry] | None = None,
        retry_transient: bool = True,
        task_timeout: Timeout | None = None,
        comment: str = "",
        type: Literal["STANDARD", "EXPRESS"] = "STANDARD",  # noqa: A002  AWS's own word
    ) -> None:
        self.name = name
        self.type = type
        self.declared_params = dict(params or {})
        self.schedule = None if _is_text(schedule) else schedule
        self.on_failure = on_failure
        self.timeout = timeout
        self.retry = (retry,) if isinstance(retry, Retry) else retry
        self.retry_transient = retry_transient
        self.task_timeout = checked_timeout(task_timeout)
        self.comment = comment
        self.location = caller_location()
        self.region = Region(f"pipeline {name!r}")
        self.findings: list[Diagnostic] = []
        if type not in ("STANDARD", "EXPRESS"):
            hint = 'write type="EXPRESS", or nothing for STANDARD'
            mistake("LF227", f"{type!r} is not a type of state machines", hint)

    def __enter__(self) -> Self:
        self.region.__enter__()
        self._outer = open_findings.set(self.findings)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.region.__exit__(kind, error, traceback)
        open_findings.reset(self._outer)
        if isinstance(error, DefinitionError) and self.findings:
            raise InvalidPipelineError(tuple(dict.fromkeys((*self.findings, error.diagnostic)))) from None

    @property
    def params(self) -> Params:
        """The parameters, as references."""
        return Params(self)

    @property
    def execution_name(self) -> Ref:
        """The name of the running execution."""
        return Ref(ContextField("Execution.Name"))

    @property
    def input(self) -> Record:
        """The whole input of the running execution; ``params`` are the declared fields of it."""
        return Record(ContextField("Execution.Input"))

    def report_unknown_param(self, name: str) -> None:
        """Remember a use of a parameter that is not declared, to be reported with everything else that is wrong."""
        declared = ", ".join(self.declared_params) or "none"
        self.findings.append(
            Diagnostic(
                "LF105",
                f"pipeline {self.name!r} has no parameter {name!r}",
                caller_location(),
                suggestion(name, self.declared_params, f"declared: {declared}; add it to params={{...}}", written=repr),
            )
        )

    def steps(self) -> Iterator[Step]:
        """Yield every step, outer ones before those in their regions, in declared order."""
        ahead = self.region.steps[::-1]
        while ahead:
            step = ahead.pop()
            yield step
            for inner in reversed(step.regions):
                ahead += reversed(inner.steps)


def _is_text(schedule: object) -> bool:
    """Whether a schedule is only the text of one, which is a mistake."""
    if isinstance(schedule, str):
        from lakeflow.dsl.cron_elsewhere import written_here

        meant = written_here(schedule) or f"Schedule({schedule!r})"
        mistake("LF230", f"{schedule!r} is a text and no schedule", f"write schedule={meant}")
    return isinstance(schedule, str)

"""Commands on this machine: run, debug, runs, query."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lakeflow.cli.commands.options import AsJson, Environment, PipelineName
from lakeflow.cli.failures import reported

if TYPE_CHECKING:
    from lakeflow.operations.run import PartRequest


@reported
def run(  # noqa: PLR0913, PLR0917  each is an option
    file: Annotated[Path | None, typer.Argument(help="A pipeline module, or a definition (.asl.json).")] = None,
    date: Annotated[str | None, typer.Option(help="The date to load, YYYY-MM-DD.", metavar="DATE")] = None,
    to: Annotated[
        str | None, typer.Option(help="With --date, each day up to this one, one run after the other.", metavar="DATE")
    ] = None,
    pipeline: PipelineName = None,
    param: Annotated[list[str] | None, typer.Option(help="Another parameter.", metavar="NAME=VALUE")] = None,
    given: Annotated[str | None, typer.Option("--input", help="The whole input: a JSON file, or JSON.")] = None,
    data: Annotated[
        Path | None, typer.Option(help="A folder of input files to put into the lake first; it is only read.")
    ] = None,
    mocks: Annotated[str | None, typer.Option(help="Mock tasks: a YAML or JSON file, a history, or a run.")] = None,
    test_case: Annotated[str | None, typer.Option(help="Which one of Step Functions Local's mock file.")] = None,
    chaos: Annotated[
        list[str] | None, typer.Option(help="Fail a task: timeout, throttle, ...", metavar="STEP:ERROR[:TIMES]")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Stop once this step is done.", metavar="STEP")] = None,
    only: Annotated[str | None, typer.Option(help="Run this step alone.", metavar="STEP")] = None,
    variables: Annotated[str | None, typer.Option(help="With --only, its variables: a JSON file, or JSON.")] = None,
    as_in: Annotated[
        str | None, typer.Option(help="With --only, its input and variables as in a run.", metavar="RUN")
    ] = None,
    resume: Annotated[
        str | None, typer.Option(help="Redrive a run that did not succeed, from where it failed.", metavar="RUN")
    ] = None,
    virtual_time: Annotated[bool, typer.Option(help="Let waits and retry delays cost no time.")] = False,  # noqa: FBT002
    environment: Environment = "local",
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """Run a pipeline on this machine. The compiled state machine is interpreted, with the real jobs or mocks."""
    from lakeflow.cli.run import range_and_report, resume_and_report, run_and_report
    from lakeflow.operations.run import PartRequest, RunRequest
    from lakeflow.operations.stand_ins import StandInRequest

    stand_ins = StandInRequest(mocks=mocks, test_case=test_case, chaos=tuple(chaos or ()))
    if resume is not None:
        if any((file, date, to, pipeline, param, given, data, only)):
            raise typer.BadParameter("a run is resumed as it was: no pipeline, no input", param_hint="--resume")
        raise typer.Exit(resume_and_report(resume, stand_ins, until, virtual_time=virtual_time, as_json=as_json))
    part = PartRequest(until=until, only=only, variables=variables, as_in=as_in)
    _must_go_together(part)
    request = RunRequest(
        start=Path.cwd(),
        environment=environment,
        file=file,
        pipeline=pipeline,
        params=_params(param or [], date),
        input=given,
        data=data,
        stand_ins=stand_ins,
        part=part,
    )
    if to is not None:
        if given is not None or only is not None:
            raise typer.BadParameter("a range of days has no --input and no --only", param_hint="--to")
        days = _days(date, to)
        raise typer.Exit(range_and_report(request, days, virtual_time=virtual_time, as_json=as_json))
    raise typer.Exit(run_and_report(request, virtual_time=virtual_time, as_json=as_json))


@reported
def debug(
    run: Annotated[str | None, typer.Argument(help="A run, or a part of its name; the latest without it.")] = None,
    state: Annotated[str | None, typer.Option(help="Only this state, nothing cut short.", metavar="NAME")] = None,
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """Show what each state of a run was given and did. Input, variables, output, error, and its line."""
    from lakeflow.cli.debug import print_debug
    from lakeflow.operations.debug import debug as operation

    print_debug(operation(Path.cwd(), run, state), whole=state is not None, as_json=as_json)


@reported
def runs(
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """List the runs on this machine, the latest last."""
    from lakeflow.cli.debug import print_runs
    from lakeflow.operations.debug import runs as operation

    print_runs(operation(Path.cwd()), as_json=as_json)


@reported
def query(
    sql: Annotated[str, typer.Argument(help="A statement in Athena's dialect: SELECT * FROM gold.daily_sales")],
    environment: Environment = "local",
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,  # noqa: FBT002  likewise
) -> None:
    """Ask the local tables, in Athena's dialect of SQL."""
    from lakeflow.cli.tables import print_result
    from lakeflow.operations.query import query as operation

    if as_json and as_csv:
        raise typer.BadParameter("say one of --json and --csv", param_hint="--csv")
    print_result(operation(sql, Path.cwd(), environment), "json" if as_json else "csv" if as_csv else "table")


def _must_go_together(part: "PartRequest") -> None:
    if part.only is None and (part.variables is not None or part.as_in is not None):
        raise typer.BadParameter("--variables and --as-in go with --only", param_hint="--only")
    if part.only is not None and part.until is not None:
        raise typer.BadParameter("say one of --only and --until", param_hint="--only")


def _days(first: str | None, last: str) -> tuple[str, ...]:
    """Return the days of a range, its ends among them."""
    if first is None:
        raise typer.BadParameter("say the first day by --date", param_hint="--to")
    start, end = _day(first, "--date"), _day(last, "--to")
    if end < start:
        raise typer.BadParameter(f"{last} is before {first}", param_hint="--to")
    return tuple((start + timedelta(days=number)).isoformat() for number in range((end - start).days + 1))


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2024-01-31", param_hint=option) from None


def _params(assignments: Sequence[str], date: str | None) -> dict[str, str]:
    params = dict(_assignment(text) for text in assignments)
    return params if date is None else params | {"date": date}


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--param")
    return name, value

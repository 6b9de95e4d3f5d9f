"""The commands. Exit codes: 0 done, 1 failed with a message, 2 wrong usage, 130 interrupted."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lakeflow.cli.deploy import add_to as add_deploy_commands
from lakeflow.cli.failures import reported

# Rich is for terminals; leaving it to the commands that print tables halves what every command costs to start.
app = typer.Typer(
    name="lakeflow",
    help="Declare AWS lakehouse pipelines in Python; compile, run and query them here.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Environment = Annotated[str, typer.Option("--env", "-e", help="Environment: a file in config/.", metavar="NAME")]
PipelineName = Annotated[str | None, typer.Option("--pipeline", "-p", help="Which pipeline.", metavar="NAME")]
Durations = Annotated[
    Path | None, typer.Option(help="A JSON file of seconds by step, as `lakeflow durations` writes it.", metavar="FILE")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


@app.command()
@reported
def render(  # noqa: PLR0913, PLR0917  each is an option
    file: Annotated[Path, typer.Argument(help="A pipeline module, such as pipelines/ecommerce.py.")],
    form: Annotated[str, typer.Option("--format", "-f", help="json, mermaid, svg or cloudformation.")] = "json",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of printing.")] = None,
    environment: Environment = "local",
    pipeline: PipelineName = None,
    durations: Durations = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say which steps wait for which, and why.")] = False,  # noqa: FBT002  Typer makes a flag of it
    as_json: AsJson = False,  # noqa: FBT002  likewise
) -> None:
    """Print the state machine of a pipeline, draw it, or explain its structure."""
    from lakeflow.operations.render import Format, Request, write
    from lakeflow.operations.render import render as operation

    if form not in list(Format):
        raise typer.BadParameter(f"{form!r} is none of {', '.join(Format)}", param_hint="--format")
    request = Request(file, environment, pipeline, durations)
    if explain:
        from lakeflow.cli.explanation import explained

        _print(explained(request, as_json=as_json), output)
        return
    rendered = operation(request, Format(form))
    if output is None:
        _print(rendered.text, output)
    else:
        write(rendered, Format(form), output)


@app.command()
@reported
def durations(
    pipeline: PipelineName = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of printing.")] = None,
) -> None:
    """Print how long each step took in the local runs, as JSON for `render --durations`."""
    from lakeflow.cli.explanation import learned_durations

    _print(learned_durations(Path.cwd(), pipeline), output)


@app.command()
@reported
def validate(  # noqa: PLR0913, PLR0917  each is an option
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Pipeline modules, state machines in .json, - for one from standard input.", metavar="FILE"
        ),
    ] = None,
    environment: Environment = "local",
    kind: Annotated[str, typer.Option("--type", help="STANDARD or EXPRESS: the machines' type on AWS.")] = "STANDARD",
    placeholders: Annotated[  # noqa: FBT002  Typer makes a flag of it
        bool, typer.Option(help="Let ${name} in a document stand for a value that is put in later.")
    ] = True,
    as_json: AsJson = False,  # noqa: FBT002  likewise
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for code scanning.")] = False,  # noqa: FBT002  likewise
) -> None:
    """List every mistake in pipelines (all of pipelines/ by default) and state machines; exit 1 if there is one."""
    from lakeflow.asl.validation import Options
    from lakeflow.cli.diagnostics import print_validation
    from lakeflow.operations.validate import validate as operation

    if kind not in {"STANDARD", "EXPRESS"}:
        raise typer.BadParameter(f"{kind!r} is neither STANDARD nor EXPRESS", param_hint="--type")
    if as_json and as_sarif:
        raise typer.BadParameter("say one of --json and --sarif", param_hint="--sarif")
    options = Options(express=kind == "EXPRESS", placeholders=placeholders)
    looked_at, findings = operation(paths or [], Path.cwd(), environment, options)
    print_validation(looked_at, findings, "json" if as_json else "sarif" if as_sarif else "text")
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)


@app.command()
@reported
def run(  # noqa: PLR0913, PLR0917  each is an option
    file: Annotated[Path | None, typer.Argument(help="A pipeline module, or a definition (.asl.json).")] = None,
    date: Annotated[str | None, typer.Option(help="The date to load, YYYY-MM-DD.", metavar="DATE")] = None,
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
    """Run a pipeline on this machine: the compiled state machine, the real jobs, or mocks in their place."""
    from lakeflow.cli.run import resume_and_report, run_and_report
    from lakeflow.operations.run import PartRequest, RunRequest
    from lakeflow.operations.stand_ins import StandInRequest

    stand_ins = StandInRequest(mocks=mocks, test_case=test_case, chaos=tuple(chaos or ()))
    if resume is not None:
        if any((file, date, pipeline, param, given, data, only)):
            raise typer.BadParameter("a run is resumed as it was: no pipeline, no input", param_hint="--resume")
        raise typer.Exit(resume_and_report(resume, stand_ins, until, virtual_time=virtual_time, as_json=as_json))
    params = dict(_assignment(text) for text in param or [])
    if date is not None:
        params["date"] = date
    if only is None and (variables is not None or as_in is not None):
        raise typer.BadParameter("--variables and --as-in go with --only", param_hint="--only")
    if only is not None and until is not None:
        raise typer.BadParameter("say one of --only and --until", param_hint="--only")
    request = RunRequest(
        start=Path.cwd(),
        environment=environment,
        file=file,
        pipeline=pipeline,
        params=params,
        input=given,
        data=data,
        stand_ins=stand_ins,
        part=PartRequest(until=until, only=only, variables=variables, as_in=as_in),
    )
    raise typer.Exit(run_and_report(request, virtual_time=virtual_time, as_json=as_json))


@app.command()
@reported
def debug(
    run: Annotated[str | None, typer.Argument(help="A run, or a part of its name; the latest without it.")] = None,
    state: Annotated[str | None, typer.Option(help="Only this state, nothing cut short.", metavar="NAME")] = None,
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """Show what each state of a run was given and what it did: input, variables, output, error, its line."""
    from lakeflow.cli.debug import print_debug
    from lakeflow.operations.debug import debug as operation

    print_debug(operation(Path.cwd(), run, state), whole=state is not None, as_json=as_json)


@app.command()
@reported
def runs(
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """List the runs on this machine, the latest last."""
    from lakeflow.cli.debug import print_runs
    from lakeflow.operations.debug import runs as operation

    print_runs(operation(Path.cwd()), as_json=as_json)


@app.command()
@reported
def query(
    sql: Annotated[str, typer.Argument(help="A statement in Athena's dialect: SELECT * FROM gold.daily_sales")],
    environment: Environment = "local",
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,  # noqa: FBT002  likewise
) -> None:
    """Ask the local tables, in Athena's dialect."""
    from lakeflow.cli.tables import print_result
    from lakeflow.operations.query import query as operation

    if as_json and as_csv:
        raise typer.BadParameter("say one of --json and --csv", param_hint="--csv")
    print_result(operation(sql, Path.cwd(), environment), "json" if as_json else "csv" if as_csv else "table")


@app.command("import")
@reported
def import_(
    file: Annotated[Path, typer.Argument(help="A state machine in Amazon States Language, a .json file.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write this module instead of printing it.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The pipeline's name; the file's without it.")] = None,
    force: Annotated[bool, typer.Option(help="Replace a module that is there.")] = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """Write a state machine as a pipeline module; what our steps cannot say stays raw states."""
    from lakeflow.operations.import_ import import_definition, write_module

    imported = import_definition(file, name)
    if output is None:
        sys.stdout.write(imported.source)
    else:
        write_module(output, imported.source, force=force)
    sys.stderr.write(imported.summary())


@app.command("eval")
@reported
def evaluate(
    expression: Annotated[str, typer.Argument(help="A JSONata expression, with or without {% %}.")],
    given: Annotated[str | None, typer.Option("--input", help="$states.input: a JSON file, or JSON.")] = None,
    variables: Annotated[str | None, typer.Option(help="Workflow variables: a JSON file, or JSON.")] = None,
) -> None:
    """Evaluate a JSONata expression as Step Functions does; print its value as JSON."""
    import json

    from lakeflow.clock import SystemClock
    from lakeflow.operations.evaluate import evaluate as operation

    value = operation(expression, given=given, variables=variables, clock=SystemClock())
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


add_deploy_commands(app)


def _print(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--param")
    return name, value

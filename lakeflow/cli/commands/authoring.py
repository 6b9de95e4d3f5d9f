"""Commands on what is written: render, validate, durations, import, eval."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lakeflow.cli.commands.options import AsJson, Environment, Output, PipelineName
from lakeflow.cli.failures import reported

Durations = Annotated[
    Path | None, typer.Option(help="A JSON file of seconds by step, as `lakeflow durations` writes it.", metavar="FILE")
]


@reported
def render(  # noqa: PLR0913, PLR0917  each is an option
    file: Annotated[Path, typer.Argument(help="A pipeline module, such as pipelines/ecommerce.py.")],
    form: Annotated[str, typer.Option("--format", "-f", help="json, mermaid, svg or cloudformation.")] = "json",
    output: Output = None,
    environment: Environment = "local",
    pipeline: PipelineName = None,
    durations: Durations = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say which steps wait for which, and why.")] = False,  # noqa: FBT002  Typer makes a flag of it
    as_json: AsJson = False,  # noqa: FBT002  likewise
) -> None:
    """Print a pipeline's state machine, or draw it. With --explain, why it is structured so."""
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


@reported
def durations(
    pipeline: PipelineName = None,
    output: Output = None,
) -> None:
    """Print how long each step took in local runs. It is JSON for `render --durations`."""
    from lakeflow.cli.explanation import learned_durations

    _print(learned_durations(Path.cwd(), pipeline), output)


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
    """List every mistake in pipelines and state machines. All of pipelines/ by default; exit 1 if there is one."""
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


@reported
def import_(
    file: Annotated[Path, typer.Argument(help="A state machine in Amazon States Language, a .json file.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write this module instead of printing it.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The pipeline's name; the file's without it.")] = None,
    force: Annotated[bool, typer.Option(help="Replace a module that is there.")] = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """Write a state machine as a pipeline module. What our steps cannot say stays raw states."""
    from lakeflow.operations.import_ import import_definition, write_module

    imported = import_definition(file, name)
    if output is None:
        sys.stdout.write(imported.source)
    else:
        write_module(output, imported.source, force=force)
    sys.stderr.write(imported.summary())


@reported
def evaluate(
    expression: Annotated[str, typer.Argument(help="A JSONata expression, with or without {% %}.")],
    given: Annotated[str | None, typer.Option("--input", help="$states.input: a JSON file, or JSON.")] = None,
    variables: Annotated[str | None, typer.Option(help="Workflow variables: a JSON file, or JSON.")] = None,
) -> None:
    """Evaluate a JSONata expression as Step Functions does. Its value is printed as JSON."""
    import json

    from lakeflow.clock import SystemClock
    from lakeflow.operations.evaluate import evaluate as operation

    value = operation(expression, given=given, variables=variables, clock=SystemClock())
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def _print(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")

"""The command line. Exit codes: 0 done, 1 failed with a message, 2 wrong usage, 3 changes, 130 interrupted.

Typer reads the signature of every command that it is given, which takes longer than compiling a pipeline: so it is
given the one that is asked for, and all of them only when help is.
"""

import gc
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Annotated

import typer

from lakeflow.cli.parameters import PlainCommand, PlainGroup
from lakeflow.project import without_pydantic_plugins

COMMANDS: Mapping[str, str] = {
    "render": "authoring:render",
    "validate": "authoring:validate",
    "import": "authoring:import_",
    "eval": "authoring:evaluate",
    "run": "local:run",
    "runs": "local:runs",
    "debug": "local:debug",
    "durations": "authoring:durations",
    "query": "local:query",
    "plan": "environments:plan",
    "build": "environments:build",
    "deploy": "environments:deploy",
    "releases": "environments:releases",
    "rollback": "environments:rollback",
    "drift": "environments:drift",
    "destroy": "environments:destroy",
    "unlock": "environments:unlock",
    "sandbox": "environments:sandbox",
}
"""The commands in the order of their help, and the function of ``lakeflow.cli.commands`` that each is."""


def application(arguments: Sequence[str]) -> typer.Typer:
    """Return the application for a command line: with the one command that it names, else with all."""
    # Rich is for terminals; leaving it to the commands that print tables halves what every command costs to start.
    app = typer.Typer(
        name="lakeflow",
        help="Declare AWS lakehouse pipelines in Python; compile, run, query and deploy them.",
        cls=PlainGroup,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    named = arguments[0] if arguments else ""
    app.callback()(_lakeflow if named in COMMANDS else _lakeflow_by_itself)
    for name in [named] if named in COMMANDS else COMMANDS:
        module, _, function = COMMANDS[name].partition(":")
        app.command(name, cls=PlainCommand)(getattr(import_module(f"lakeflow.cli.commands.{module}"), function))
    return app


def main() -> None:
    """Run the command line of this process."""
    without_pydantic_plugins()
    try:
        application(sys.argv[1:])()
    finally:
        # Python looks for cycles among all objects once more when it ends: an eighth of what compiling a thousand
        # states takes, for memory that the machine takes back anyway. DuckDB counts what is left of its own then, and
        # prints a page of it.
        if "duckdb" not in sys.modules:
            gc.freeze()


def _lakeflow() -> None:
    """Declare AWS lakehouse pipelines in Python; compile, run, query and deploy them."""


def _print_version(asked: bool) -> None:  # noqa: FBT001  Typer hands the option's value over
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"lakeflow {version('lakeflow')}\n")
        raise typer.Exit


def _lakeflow_by_itself(
    _version: Annotated[  # noqa: FBT002  Typer makes a flag of it
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Declare AWS lakehouse pipelines in Python; compile, run, query and deploy them."""

"""What a command receives of what was written."""

import re
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from lakeflow.cli.parameters import PlainCommand, PlainGroup

app = typer.Typer(cls=PlainGroup, rich_markup_mode=None)


@app.callback()
def _several() -> None:
    """Several commands."""


@app.command(cls=PlainCommand)
def show(  # noqa: PLR0917  one of every kind
    file: Annotated[Path, typer.Argument()],
    more: Annotated[list[Path] | None, typer.Argument()] = None,
    text: str = "t",
    none: Annotated[Path | None, typer.Option()] = None,
    many: Annotated[list[str] | None, typer.Option()] = None,
    number: Annotated[int | None, typer.Option()] = None,
    flag: Annotated[bool, typer.Option("--flag")] = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    typer.echo(repr((file, more, text, none, many, number, flag)))


@pytest.mark.parametrize(
    ("written", "received"),
    [
        (["show", "a"], (Path("a"), None, "t", None, None, None, False)),
        (["show", "a", "b", "c"], (Path("a"), [Path("b"), Path("c")], "t", None, None, None, False)),
        (
            ["show", "a", "--text", "", "--none", "n", "--many", "1", "--many", "2", "--number", "3", "--flag"],
            (Path("a"), None, "", Path("n"), ["1", "2"], 3, True),
        ),
    ],
)
def test_every_kind_of_parameter_arrives_as_it_is_declared(written: list[str], received: object) -> None:
    result = CliRunner().invoke(app, written)
    assert (result.exit_code, result.output.strip()) == (0, repr(received))


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (["show"], "missing argument 'file'"),
        (["show", "a", "--number", "x"], "invalid value for '--number'"),
        (["show", "a", "--what"], "no such option"),
        (["shaw"], "no such command 'shaw'"),
    ],
)
def test_wrong_usage_is_told_as_ever(written: list[str], complaint: str) -> None:
    result = CliRunner().invoke(app, written)
    assert result.exit_code == 2
    assert complaint in re.sub(r"\s+", " ", result.output.lower())

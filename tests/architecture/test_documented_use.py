"""The commands and the settings that the documentation shows: each is one that lakeflow takes."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from typer.main import get_command

from lakeflow.cli.app import COMMANDS, application
from lakeflow.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


COMMAND_LINES = sorted(
    {
        words
        for page in PAGES
        for block in blocks(page, "sh")
        for line in block.replace("\\\n", " ").splitlines()
        if (words := tuple(shlex.split(line, comments=True)))[:1] == ("lakeflow",)
    }
    | {
        tuple(shlex.split(found))
        for page in PAGES
        for found in re.findall(r"`(lakeflow [a-z][^`]*)`", page.read_text(encoding="utf-8"))
        if not re.search(r"[|<…]|\.\.\.", found)
    }
)


@pytest.mark.parametrize("words", COMMAND_LINES, ids=" ".join)
def test_a_command_line_is_one_that_is_taken(words: tuple[str, ...]) -> None:
    _, name, *arguments = words
    assert name in COMMANDS
    command = get_command(application([name])).commands[name]  # type: ignore[attr-defined]  # it is a group
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word.partition("=")[0] for word in arguments if re.match(r"--?[a-z]", word)} <= known | {"-h", "--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_toml_block_holds_settings_of_an_environment(page: Path) -> None:
    base = tomllib.loads((ROOT / "config" / "base.toml").read_text(encoding="utf-8"))
    for block in blocks(page, "toml"):
        shown = tomllib.loads(block)
        settings = {"lake": {"root": "lake"}, **base, **shown}
        settings |= {key: base[key] | shown[key] for key in base.keys() & shown.keys() if isinstance(base[key], dict)}
        TypeAdapter(Settings).validate_python(settings)


def test_the_reference_of_the_configuration_has_every_key_and_no_other() -> None:
    page = (ROOT / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    explained = [key for row in rows for key in re.findall(r"`([\w.]+)`", row)]
    known = {
        f"{section.name}.{key.name}" if is_dataclass(section.type) else section.name
        for section in fields(Settings)
        for key in (
            fields(section.type) if isinstance(section.type, type) and is_dataclass(section.type) else (section,)
        )
    }
    assert sorted(explained) == sorted(known)


def test_the_mistake_in_the_readme_is_told_in_these_words(tmp_path: Path) -> None:
    for folder in ("config", "jobs"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (module,), (told,) = blocks(ROOT / "README.md", "python"), blocks(ROOT / "README.md", "text")
    (tmp_path / "pipelines").mkdir()
    mistaken = module.replace('payload={"date": date}', 'payload={"date": date - 1}')
    (tmp_path / "pipelines" / "shop.py").write_text(mistaken, encoding="utf-8")
    command, _, expected = told.partition("\n")
    assert command == "$ lakeflow validate"
    arguments = [sys.executable, str(ROOT / "cli.py"), "validate"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == expected

"""Definitions and the modules that they are imported as; each compiles to a machine that does the same."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from lakeflow.asl.validation import errors
from lakeflow.interop.importing.definition import import_definition
from tests.equivalence import compiled_source, play, sample

HERE = Path(__file__).parent
IMPORTS = sorted((HERE / "imports").glob("*.asl.json"))
COMPILED = sorted((HERE / "cases").glob("*.asl.json"))


def stem(file: Path) -> str:
    return file.name.partition(".")[0]


@pytest.mark.parametrize("case", IMPORTS, ids=stem)
def test_a_definition_is_imported_as_its_golden_module(case: Path, update: bool) -> None:
    source = import_definition(json.loads(case.read_text()), stem(case)).source
    golden = case.with_name(f"{stem(case)}.py")
    if update:
        golden.write_text(source)
    assert source == golden.read_text()


@pytest.mark.parametrize("case", [*IMPORTS, *COMPILED], ids=stem)
def test_what_is_imported_compiles_to_a_machine_that_does_the_same(case: Path) -> None:
    definition = json.loads(case.read_text())
    compiled = compiled_source(import_definition(definition, stem(case)).source)
    assert errors(compiled) == ()
    for seed in range(20):
        chance = random.Random(seed)
        payload, answer = sample(definition, chance), sample(definition, chance)
        before, after = play(definition, payload, answer), play(compiled, payload, answer)
        assert after.status == before.status, seed
        if before.status == "SUCCEEDED":
            assert after == before, seed


def test_imported_modules_are_laid_out_as_ruff_would() -> None:
    command = [sys.executable, "-m", "ruff", "format", "--diff", *map(str, (HERE / "imports").glob("*.py"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout

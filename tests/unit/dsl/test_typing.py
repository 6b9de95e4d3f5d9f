"""What a type checker, and so an editor, knows of a pipeline: mypy's word on snippets, strict."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

GOOD = """
from typing import TypedDict
from lakeflow import Athena, Glue, GlueJob, Lambda, LambdaFunction, Pipeline, Record, Ref, Try, fn
class Found(TypedDict):
    count: int
    files: list[str]
class Model:
    name: str
class Check(TypedDict):
    failures: int
typed: LambdaFunction[Found] = LambdaFunction("a", handler="a.py:h", returns=Found)
model = LambdaFunction("b", handler="a.py:h", returns=Model)
def declared() -> LambdaFunction:
    return LambdaFunction("c", handler="a.py:h")
with Pipeline("p") as p:
    one = Lambda("one", typed)
    two = Lambda("two", model)
    three = Lambda("three", declared(), payload={"count": one.output["count"], "name": two.output.name})
    run = Glue("run", GlueJob("j", script="j.py"))
    audit = Athena("audit", "SELECT 1 AS failures", columns=Check)
    free = Athena("free", "SELECT 1 AS n", columns={"n": int})
    with Try("t") as t:
        pass
reveal_type(one.output)  # Found
reveal_type(one.output["count"])  # int
reveal_type(two.output.name)  # str
reveal_type(three.output)  # Record
reveal_type(three.output.anything.below)  # Record
reveal_type(run.output.JobRunState)  # Ref
reveal_type(audit.rows[0]["failures"])  # int
reveal_type(free.rows[0].n)  # Record
reveal_type(audit.output.Statistics.DataScannedInBytes)  # Ref
reveal_type(t.error.Cause)  # Ref
reveal_type(p.params.date == "a")  # Ref
reveal_type(three.output.count > 0)  # Ref
reveal_type(fn.when(three.output.count > 0, 1).otherwise(2))  # Record
reveal_type(fn.sum(three.output.sizes) + 1)  # Ref
"""

BAD = """
from typing import TypedDict
from lakeflow import Athena, Glue, GlueJob, Lambda, LambdaFunction, Pipeline, Sqs, Try
class Found(TypedDict):
    count: int
class Model:
    name: str
job = GlueJob("j", script="j.py")
with Pipeline("p") as p:
    one = Lambda("one", LambdaFunction("a", handler="a.py:h", returns=Found))
    two = Lambda("two", LambdaFunction("b", handler="a.py:h", returns=Model))
    run = Glue("run", job)
    audit = Athena("audit", "SELECT 1 AS count", columns=Found)
    with Try("t") as t:
        pass
one.output["cuont"]  # typeddict-item
two.output.title  # attr-defined
run.output.JobRunID  # attr-defined
audit.rows[0]["cuont"]  # typeddict-item
t.error.Message  # attr-defined
p.params.date.anything  # attr-defined
Glue("no_job")  # call-arg
Glue("wrong", job, args={"date": object()})  # dict-item
Glue("unknown", job, retries=3)  # call-arg
Glue("late", job, timeout="1h")  # arg-type
Sqs("no_queue", body="x")  # call-arg
"""


def checked(tmp_path: Path, snippet: str) -> list[tuple[int, str]]:
    file = tmp_path / "snippet.py"
    file.write_text(snippet, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--hide-error-context", str(file)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    found = re.findall(r"snippet\.py:(\d+): (?:note|error): (.*)", printed)
    return [(int(line), message) for line, message in found]


def expected(snippet: str) -> dict[int, str]:
    lines = enumerate(snippet.splitlines(), 1)
    return {number: line.split("  # ")[1] for number, line in lines if "  # " in line}


@pytest.mark.timeout(300)
def test_a_type_checker_knows_what_steps_return(tmp_path: Path) -> None:
    revealed = {
        line: "Found" if "TypedDict" in message else re.findall(r"(\w+)(?:\[.*\])?\"$", message)[0]
        for line, message in checked(tmp_path, GOOD)
    }
    assert revealed == expected(GOOD)


@pytest.mark.timeout(300)
def test_a_type_checker_refuses_what_a_pipeline_would(tmp_path: Path) -> None:
    refused = {
        line: code
        for line, message in checked(tmp_path, BAD)
        for code in re.findall(r"\[([a-z-]+)\]$", message)  # its notes have none
    }
    assert refused == expected(BAD)

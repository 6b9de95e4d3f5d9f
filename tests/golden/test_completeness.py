"""Every public step, function, method and diagnostic has a golden case."""

import inspect
import re
from pathlib import Path

import pytest

import lakeflow
from lakeflow import Record, Ref, fn

HERE = Path(__file__).parent
CASES = "\n".join(case.read_text(encoding="utf-8") for case in sorted(HERE.glob("cases/*.py")))
MESSAGES = "\n".join(message.read_text(encoding="utf-8") for message in sorted(HERE.glob("invalid/*.txt")))
ABSTRACT = {"Step", "Ref", "Record"}
METHODS = [name for name, member in inspect.getmembers(Ref, inspect.isfunction) if not name.startswith("_")]
# What only other commands than compiling can report, and what is never more than a warning.
ELSEWHERE = {"LF002", "LF003", "LF115", "LF143", "LF148"}


@pytest.mark.parametrize("name", sorted(set(lakeflow.__all__) - ABSTRACT))
def test_a_public_name_is_compiled_in_a_golden_case(name: str) -> None:
    assert re.search(rf"\b{name}\b", CASES.replace("import", ""))


@pytest.mark.parametrize("name", fn.__all__)
def test_a_function_is_compiled_in_a_golden_case(name: str) -> None:
    assert f"fn.{name}(" in CASES


@pytest.mark.parametrize("name", METHODS)
def test_a_method_of_references_is_compiled_in_a_golden_case(name: str) -> None:
    assert f".{name}(" in CASES


def test_a_record_is_a_reference_with_the_same_methods() -> None:
    assert {name for name in dir(Record) if not name.startswith("_")} == set(METHODS)


def test_each_diagnostic_has_a_bad_example_with_its_exact_message() -> None:
    explained = re.findall(
        r"^## (LF\d{3})", (HERE.parents[1] / "docs/reference/diagnostics.md").read_text("utf-8"), re.MULTILINE
    )
    assert [code for code in explained if code not in MESSAGES and code not in ELSEWHERE] == []

"""Every code of the validator, by the examples of its own documentation."""

import re
from pathlib import Path

import pytest

from lakeflow.asl.services.check import Kind
from lakeflow.asl.validation import Code, Options
from lakeflow.asl.validation.codes import severity
from lakeflow.asl.validation.text import validate_text
from lakeflow.aws.service_models import ServiceModels, service_models

PAGE = Path(__file__).parents[4] / "docs/reference/asl-diagnostics.md"
SECTIONS = re.findall(r"^## (LF\d{3}): ([^\n]*)\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"```json( express| without botocore)?\n(.*?)```", re.DOTALL)
KNOWN = {
    "": Options(services=service_models()),
    " express": Options(express=True, services=service_models()),
    " without botocore": Options(services=ServiceModels(None)),
}


def examples(text: str) -> list[tuple[str, Options]]:
    return [(document.replace("${1 MiB}", "x" * 1_048_576), KNOWN[known]) for known, document in EXAMPLE.findall(text)]


def codes(example: tuple[str, Options]) -> list[str]:
    document, options = example
    return [finding.code for finding in validate_text(document, "machine.asl.json", options)]


def test_every_code_has_a_section_in_the_order_of_the_codes() -> None:
    assert [code for code, _, _ in SECTIONS] == sorted(code.value for code in Code)


@pytest.mark.parametrize(("code", "title", "text"), SECTIONS, ids=[code for code, _, _ in SECTIONS])
def test_the_first_example_has_exactly_its_mistake_and_the_second_none(code: str, title: str, text: str) -> None:
    bad, fixed = examples(text)
    assert codes(bad) == [code]
    assert codes(fixed) == []
    assert title.endswith("(warning)") == (severity(Code(code)) == "warning")


@pytest.mark.parametrize(("code", "title", "text"), SECTIONS, ids=[code for code, _, _ in SECTIONS])
def test_a_finding_says_what_where_and_what_to_write_instead(code: str, title: str, text: str) -> None:  # noqa: ARG001
    bad, _ = examples(text)
    (finding,) = validate_text(bad[0], "machine.asl.json", bad[1])
    assert finding.location is not None
    assert finding.location.line >= 1
    assert finding.message
    assert finding.hint or finding.code == Code.EXPRESSION


def test_findings_about_calls_have_the_codes_of_documents() -> None:
    assert [Code(kind.value) for kind in Kind] == [
        Code.INTEGRATION,
        Code.ARGUMENT,
        Code.DOUBTFUL_ARGUMENT,
        Code.UNCHECKED_CALL,
    ]
    assert all(kind.severity == severity(Code(kind.value)) for kind in Kind)

"""Findings in the text of a document: lines, columns, repeated names."""

import pytest

from lakeflow.asl.validation import Options
from lakeflow.asl.validation.pointers import state_at
from lakeflow.asl.validation.text import find_places, validate_text

TEXT = """{
  "StartAt": "Load",
  "States": {
    "Load": {"Type": "Task", "Resource": "load",
      "Retry": [
        {"ErrorEquals": ["E"]},
        {"ErrorEquals": []}
      ],
      "End": true}
  }
}
"""


def found(text: str) -> list[tuple[str, int, int]]:
    return [
        (finding.code, finding.location.line, finding.location.column)
        for finding in validate_text(text, "machine.asl.json")
        if finding.location is not None
    ]


def test_findings_come_in_the_order_of_the_text() -> None:
    assert found(TEXT) == [("LF370", 4, 30), ("LF302", 7, 10)]


def test_a_missing_field_is_found_where_its_object_is() -> None:
    assert found(TEXT.replace('"Resource": "load",', "")) == [("LF304", 4, 5), ("LF302", 7, 10)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (1, 1)),
        ("{", (1, 2)),
        ('{"a": 1,\n "b" 2}', (2, 6)),
        ("{'a': 1}", (1, 2)),
        ("[1, 2", (1, 6)),
        ("{} x", (1, 4)),
    ],
)
def test_text_that_is_no_json_is_found_at_its_place(text: str, place: tuple[int, int]) -> None:
    assert found(text) == [("LF300", *place)]


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": -Infinity}', '{"a": ' + "9" * 5000 + "}"])
def test_what_python_takes_beyond_json_is_refused_or_read(text: str) -> None:
    assert {code for code, _, _ in found(text)} <= {"LF300", "LF303", "LF304"}
    assert found(text)


def test_a_repeated_name_is_found_at_its_second_place() -> None:
    text = '{"StartAt": "a",\n"States": {"a": {"Type": "Fail"},\n "a": {"Type": "Succeed"}}}'
    assert found(text) == [("LF301", 3, 2)]


def test_escaped_names_are_found() -> None:
    assert find_places(r'{"a\"b": {"c/d": 1}}').offsets == {"": 0, '/a"b': 1, '/a"b/c~1d': 10}


def test_a_pointer_knows_its_state() -> None:
    assert state_at("/States/Each/ItemProcessor/States/a~1b/Next") == "a/b"
    assert state_at("/States/States/Type") == "States"
    assert state_at("/States") == ""


TEMPLATE = """{"StartAt": "Each", "TimeoutSeconds": ${limit}, "States": {
  "Each": {"Type": "Map", "MaxConcurrency": ${width}, "Catch": ${catchers}, "Next": "Which", "ItemProcessor": {
    "StartAt": "Load", "States": {
      "Load": {"Type": "Task", "Resource": "${load}", "Retry": ${retriers}, "Parameters": ${what}, "End": ${last}}}}},
  "Which": {"Type": "Choice", "Choices": ${rules}, "Default": "Stop"},
  "Sorry": {"Type": "Wait", "Seconds": ${pause}, "Next": "Stop"},
  "Stop": {"Type": "Fail", "Cause": "no ${what}"}
}}
"""


def test_a_placeholder_may_stand_for_any_value_without_quotes() -> None:
    assert found(TEMPLATE) == []


def test_what_is_wrong_beside_bare_placeholders_is_found_at_its_place() -> None:
    assert found(TEMPLATE.replace('"Default"', '"Defaults"')) == [("LF303", 5, 52)]
    assert found(TEMPLATE.replace("${pause},", "${pause}")) == [("LF300", 6, 0)]


def test_placeholders_that_should_be_gone_are_no_json() -> None:
    codes = [finding.code for finding in validate_text(TEMPLATE, "m.json", Options(placeholders=False))]
    assert codes == ["LF300"]


@pytest.mark.parametrize("marks", ["{{ x }}", "#{x}", "%%x%%", "<x>"])
def test_bare_placeholders_have_marks_of_many_kinds(marks: str) -> None:
    document = TEMPLATE.replace("${pause}", marks)
    assert found(document) == []
    assert found(document.replace('"Default"', '"Defaults"')) == [("LF303", 5, 52)]


def test_a_placeholder_within_a_text_is_no_list() -> None:
    assert found(TEMPLATE.replace("${rules}", '"some ${rules}"'))[0] == ("LF302", 5, 31)

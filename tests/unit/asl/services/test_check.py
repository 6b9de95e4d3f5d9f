"""Values against shapes."""

from typing import Any

import pytest

from lakeflow.asl.services.check import Finding, Kind, Mode, check_arguments, check_output
from lakeflow.asl.services.literals import UNKNOWN
from lakeflow.asl.services.models import operation_from_model
from lakeflow.asl.services.shapes import Operation, ShapeTree

MODEL: dict[str, Any] = {
    "operations": {"Ship": {"input": {"shape": "Order"}, "output": {"shape": "Order"}}, "Stop": {}},
    "shapes": {
        "Order": {
            "type": "structure",
            "required": ["Name"],
            "members": {
                "Name": {"shape": "Name"},
                "Size": {"shape": "Size"},
                "Weight": {"shape": "Weight"},
                "Speed": {"shape": "Speed"},
                "Fragile": {"shape": "Flag"},
                "Due": {"shape": "Time"},
                "Label": {"shape": "Bytes"},
                "Notes": {"shape": "Notes"},
                "Tags": {"shape": "Tags"},
                "Parts": {"shape": "Parts"},
                "Pay": {"shape": "Pay"},
                "Extra": {"shape": "Anything"},
            },
        },
        "Name": {"type": "string", "min": 2, "max": 5, "pattern": "[a-z]+"},
        "Size": {"type": "integer", "min": 1, "max": 9},
        "Weight": {"type": "double"},
        "Speed": {"type": "string", "enum": ["SLOW", "FAST"]},
        "Flag": {"type": "boolean"},
        "Time": {"type": "timestamp"},
        "Bytes": {"type": "blob", "max": 3},
        "Notes": {"type": "list", "member": {"shape": "Name"}, "max": 2},
        "Tags": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Size"}},
        "Parts": {"type": "list", "member": {"shape": "Order"}},
        "Pay": {"type": "structure", "union": True, "members": {"Cash": {"shape": "Flag"}, "Card": {"shape": "Name"}}},
        "Anything": {"type": "structure", "document": True, "members": {}},
    },
}


@pytest.fixture
def ship() -> Operation:
    return operation_from_model(MODEL, "post", "Ship")


@pytest.mark.parametrize(
    ("argument", "finding"),
    [
        ({"Size": "x"}, Finding("/Size", "Field 'Size' must be a number", "it is the string 'x'")),
        ({"Size": "7"}, Finding("/Size", "Field 'Size' must be a number", "it is the string '7'", kind=Kind.DOUBTFUL)),
        ({"Size": True}, Finding("/Size", "Field 'Size' must be a number", "it is the boolean true")),
        ({"Size": 1.5}, Finding("/Size", "Field 'Size' must be an integer", "1.5 has a fraction")),
        ({"Size": 0}, Finding("/Size", "Field 'Size' is less than the minimum value", "write 1 or more")),
        ({"Size": 10}, Finding("/Size", "Field 'Size' exceeds the maximum value", "write 9 or less")),
        (
            {"Speed": "Fast"},
            Finding(
                "/Speed",
                "Field 'Speed' is not an expected value",
                "did you mean 'FAST'? its values: SLOW, FAST",
            ),
        ),
        ({"Fragile": 1}, Finding("/Fragile", "Field 'Fragile' must be a boolean", "it is the number 1")),
        ({"Due": 1764103483}, Finding("/Due", "Field 'Due' must be a string", "it is the number 1764103483")),
        ({"Label": 5}, Finding("/Label", "Field 'Label' must be a string", "it is the number 5")),
        (
            {"Label": "äöü"},
            Finding("/Label", "Field 'Label' exceeds the maximum length", "it has 6, 3 or fewer are allowed"),
        ),
        ({"Notes": "abc"}, Finding("/Notes", "Field 'Notes' must be an array", "it is the string 'abc'")),
        (
            {"Notes": ["ab", "b", "cd"]},
            Finding("/Notes", "Field 'Notes' exceeds the maximum length", "it has 3, 2 or fewer are allowed"),
        ),
        ({"Notes": ["ab", 5]}, Finding("/Notes/1", "Field 'Notes' must be a string", "it is the number 5")),
        ({"Tags": {"a/b~": []}}, Finding("/Tags/a~1b~0", "Field 'a/b~' must be a number", "it is an array")),
        ({"Tags": [1]}, Finding("/Tags", "Field 'Tags' must be an object", "it is an array")),
        (
            {"Parts": [{"Name": "ab"}, {"Size": 1}]},
            Finding("/Parts/1", "Required field 'Name' is missing", "add Name"),
        ),
        ({"Sizze": 1}, Finding("/Sizze", "Field 'Sizze' is not known", "did you mean Size?")),
        ({"size": 1}, Finding("/size", "Field 'size' is not known", "write Size", kind=Kind.DOUBTFUL)),
        (
            {"Pay": {"Cash": True, "Card": "ab"}},
            Finding("/Pay", "only one of Cash, Card may be set", "drop the others"),
        ),
    ],
)
def test_an_argument_that_its_shape_refuses_is_found(
    ship: Operation, argument: dict[str, Any], finding: Finding
) -> None:
    assert check_arguments(ship, {"Name": "ab", **argument})[0] == finding


@pytest.mark.parametrize(
    "argument",
    [
        {"Size": 3.0, "Weight": 1.5, "Speed": "FAST", "Fragile": False, "Due": "2026-01-31T00:00:00Z"},
        {"Label": {"any": ["JSON"]}, "Notes": ["ab"], "Tags": {"a": 1}, "Parts": [{"Name": "cd"}]},
        {"Pay": {"Cash": True}, "Extra": 5, "Size": None},
        {"Size": UNKNOWN, "Notes": [UNKNOWN], "Pay": UNKNOWN},
    ],
)
def test_what_its_shape_takes_and_what_nobody_knows_yet_is_let_through(
    ship: Operation, argument: dict[str, Any]
) -> None:
    assert check_arguments(ship, {"Name": "ab", **argument}) == ()


def test_a_required_argument_that_is_not_there_is_found(ship: Operation) -> None:
    assert check_arguments(ship, {}) == (Finding("", "Required field 'Name' is missing", "add Name"),)


def test_a_misspelt_required_argument_is_found_once(ship: Operation) -> None:
    assert check_arguments(ship, {"Namee": "ab"}) == (
        Finding("/Namee", "Field 'Namee' is not known", "did you mean Name?"),
    )


def test_a_text_that_does_not_match_is_accepted_by_the_document_and_refused_by_the_service(ship: Operation) -> None:
    assert check_arguments(ship, {"Name": "AB"}) == (
        Finding(
            "/Name",
            "Field 'Name' does not match the expected pattern",
            "the service takes what matches [a-z]+",
            kind=Kind.DOUBTFUL,
        ),
    )


def test_an_action_without_input_takes_no_arguments() -> None:
    stop = operation_from_model(MODEL, "post", "Stop")
    assert check_arguments(stop, {}) == ()
    assert check_arguments(stop, {"Now": True})[0].message == "Field 'Now' is not known"


@pytest.mark.parametrize(
    ("mode", "messages"),
    [
        (Mode.STRICT, ["Required field 'Name' is missing", "Field 'Size' must be a number"]),
        (Mode.PRESENT, ["Field 'Size' must be a number"]),
        (Mode.NONE, []),
    ],
)
def test_a_mocked_result_is_checked_as_strictly_as_asked(ship: Operation, mode: Mode, messages: list[str]) -> None:
    result = ShapeTree(ship.shapes, ship.output)
    found = check_output(result, {"Size": "big", "Unheard": "of"}, mode)
    assert [finding.message for finding in found] == messages


def test_a_shape_is_walked_down_by_field_key_and_item(ship: Operation) -> None:
    tree = ShapeTree(ship.shapes, ship.output)
    parts = tree.below("Parts")
    assert parts is not None
    assert parts.item == tree
    tags = tree.below("Tags")
    assert tags is not None
    assert tags.below("any key") == ShapeTree(ship.shapes, "Size")
    assert tree.below("Nothing") is None
    assert tree.item is None
    assert list(tree.members)[:2] == ["Name", "Size"]
    assert tags.members == {}

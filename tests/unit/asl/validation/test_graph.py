"""Ways through a machine: targets, reachability, ends, names."""

from typing import Any

import pytest

from tests.asl_machines import codes, machine, mapping, passing, places, task

DONE = {"Type": "Succeed"}


def inner(name: str, **fields: Any) -> dict[str, Any]:
    return {"StartAt": name, "States": {name: passing(**fields)}}


def choosing(**rule: Any) -> dict[str, Any]:
    return {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": True, **rule}]}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"StartAt": "x", "States": {"a": DONE}}, "/StartAt"),
        (machine(passing(Next="x"), DONE), "/States/a/Next"),
        (machine(choosing(Next="x")), "/States/a/Choices/0/Next"),
        (machine(choosing(Next="a") | {"Default": "x"}), "/States/a/Default"),
        (machine(task(Catch=[{"ErrorEquals": ["E"], "Next": "x"}])), "/States/a/Catch/0/Next"),
        (machine(mapping({"StartAt": "x", "States": {"each": DONE}})), "/States/a/ItemProcessor/StartAt"),
    ],
)
def test_a_target_is_there(document: dict[str, Any], place: str) -> None:
    assert ("LF320", place) in places(document)


def test_no_way_leads_out_of_a_scope_or_into_one() -> None:
    out = machine(mapping(inner("each", Next="b")) | {"Next": "b", "End": False}, DONE)
    assert ("LF321", "/States/a/ItemProcessor/States/each/Next") in places(out)
    into = machine(passing(Next="each"), mapping(inner("each")))
    assert ("LF321", "/States/a/Next") in places(into)


def test_names_are_unique_over_the_whole_machine() -> None:
    document = machine(mapping(inner("b"), Next="b") | {"End": False}, DONE)
    assert places(document) == [("LF309", "/States/a/ItemProcessor/States/b")]


@pytest.mark.parametrize(("name", "found"), [("x" * 80, []), ("x" * 81, ["LF308"]), ("名" * 80, []), ("", ["LF308"])])
def test_a_name_has_up_to_80_characters(name: str, found: list[str]) -> None:
    assert codes({"StartAt": name, "States": {name: DONE}}) == found


def test_every_scope_ends() -> None:
    looping = {"StartAt": "x", "States": {"x": passing(Next="y"), "y": passing(Next="x")}}
    assert codes(looping) == ["LF323"]
    assert codes(machine(mapping(looping))) == ["LF323"]


def test_a_name_may_hold_what_a_pointer_escapes() -> None:
    document = {"StartAt": "a/b~c", "States": {"a/b~c": passing(Next="x")}}
    assert places(document) == [("LF320", "/States/a~1b~0c/Next")]


def test_one_mistake_does_not_bring_others_with_it() -> None:
    assert codes(machine(passing(Next="x"), DONE, DONE)) == ["LF320"]
    assert codes(machine({"Type": "Pas", "Next": "b"}, DONE)) == ["LF305"]
    nothing: Any = None
    assert codes(machine(nothing, DONE)) == ["LF302", "LF322"]
    assert codes(machine({"Type": "Pass"})) == ["LF304"]

"""What each pass takes away, and what it leaves alone because it would mean something else."""

from typing import Any

import pytest

from lakeflow.asl.document import document, parse
from lakeflow.compiler.passes import optimized
from lakeflow.compiler.passes.assigns import folded_assigns
from lakeflow.compiler.passes.branches import single_branches
from lakeflow.compiler.passes.items import direct_items
from lakeflow.compiler.passes.reachability import reachable
from lakeflow.compiler.passes.scopes import rewritten

TASK: dict[str, Any] = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {}}
CATCH = [{"ErrorEquals": ["States.ALL"], "Next": "handler"}]


def machine(start: str, **states: Any) -> Any:
    return {"QueryLanguage": "JSONata", "StartAt": start, "States": states}


def after(each: Any, definition: Any) -> Any:
    return document(rewritten(parse(definition), each))


def tried(**changes: Any) -> Any:
    """Return a Parallel of one branch with one task, caught, between two states."""
    branch = {"StartAt": "risky", "States": {"risky": {**TASK, "Output": {}, "End": True}}}
    parallel = {"Type": "Parallel", "Branches": [branch], "Catch": CATCH, "Next": "after", **changes}
    return machine(
        "first",
        first={**TASK, "Next": "careful"},
        careful=parallel,
        after={**TASK, "End": True},
        handler={**TASK, "Next": "careful"},
    )


def test_the_one_task_of_a_try_is_caught_itself() -> None:
    found = after(single_branches, tried())
    assert list(found["States"]) == ["first", "risky", "after", "handler"]
    assert found["States"]["first"]["Next"] == found["States"]["handler"]["Next"] == "risky"
    assert found["States"]["risky"] == {**TASK, "Catch": CATCH, "Output": [{}], "Next": "after"}


@pytest.mark.parametrize(
    "changes",
    [
        {"Output": "{% $states.result[0] %}"},
        {"Arguments": {"other": "input"}},
        {"Retry": [{"ErrorEquals": ["States.ALL"]}]},
        {"Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "handler"}]},
    ],
)
def test_a_parallel_that_does_more_than_catch_stays(changes: Any) -> None:
    definition = tried(**changes)
    assert after(single_branches, definition) == document(parse(definition))


def each_item(**states: Any) -> Any:
    take = {"Type": "Pass", "Assign": {"item": "{% $states.input %}"}, "Next": "load"}
    body = {"StartAt": "take", "ProcessorConfig": {"Mode": "INLINE"}, "States": {"take": take, **states}}
    return machine("each", each={"Type": "Map", "Items": [1], "ItemProcessor": body, "End": True})


def test_an_item_that_only_the_first_step_reads_is_read_from_its_input() -> None:
    load = {**TASK, "Arguments": {"path": "{% $item.name & $items %}"}, "Output": "{% $item %}", "End": True}
    body = after(direct_items, each_item(load=load))["States"]["each"]["ItemProcessor"]
    assert body["StartAt"] == "load"
    assert body["States"]["load"]["Arguments"] == {"path": "{% $states.input.name & $items %}"}
    assert body["States"]["load"]["Output"] == "{% $states.input %}"


@pytest.mark.parametrize(
    "states",
    [
        {"load": {**TASK, "Next": "later"}, "later": {**TASK, "Arguments": "{% $item %}", "End": True}},
        {"load": {**TASK, "Arguments": "{% 'the $item' & $item %}", "End": True}},
        {"load": {**TASK, "Next": "again"}, "again": {"Type": "Pass", "Next": "load"}},
    ],
)
def test_an_item_stays_named_where_its_input_is_gone_or_a_text_looks_like_it(states: Any) -> None:
    definition = each_item(**states)
    assert after(direct_items, definition) == document(parse(definition))


def assigning(value: Any, following: Any) -> Any:
    return machine(
        "first",
        first={**TASK, "Assign": {"a": "{% $states.result.a %}"}, "Next": "middle"},
        middle={"Type": "Pass", "Assign": {"b": value}, "Output": "x", "Next": "last"},
        last=following,
    )


def test_a_certain_assignment_moves_into_the_state_before() -> None:
    found = after(folded_assigns, assigning({"n": [1], "known": "{% $exists($c) %}"}, {**TASK, "End": True}))
    assert list(found["States"]) == ["first", "last"]
    assert found["States"]["first"]["Assign"]["b"] == {"n": [1], "known": "{% $exists($c) %}"}
    assert found["States"]["first"]["Next"] == "last"


@pytest.mark.parametrize(
    ("value", "following"),
    [
        ("{% $a %}", {**TASK, "End": True}),  # the state before assigns it only as it ends
        ("{% $c.field %}", {**TASK, "End": True}),  # there may be no such field
        ("{% $c + 1 %}", {**TASK, "End": True}),  # it may be no number
        ("{% $exists($states.input) %}", {**TASK, "End": True}),  # another input there
        (1, {**TASK, "Arguments": "{% $states.input %}", "End": True}),  # reads what the Pass hands on
        (1, {"Type": "Wait", "Seconds": 1, "End": True}),  # hands it on itself
    ],
)
def test_an_assignment_that_could_differ_stays(value: Any, following: Any) -> None:
    definition = assigning(value, following)
    assert after(folded_assigns, definition) == document(parse(definition))


def test_a_pass_that_does_nothing_goes() -> None:
    definition = machine(
        "first", first={**TASK, "Next": "idle"}, idle={"Type": "Pass", "Next": "last"}, last={**TASK, "End": True}
    )
    assert list(after(folded_assigns, definition)["States"]) == ["first", "last"]


def test_what_nothing_leads_to_goes_in_branches_too() -> None:
    branch = {"StartAt": "a", "States": {"a": {**TASK, "End": True}, "b": {**TASK, "End": True}}}
    definition = machine("fork", fork={"Type": "Parallel", "Branches": [branch], "End": True}, c={"Type": "Succeed"})
    found = after(reachable, definition)
    assert list(found["States"]) == ["fork"]
    assert list(found["States"]["fork"]["Branches"][0]["States"]) == ["a"]


def test_states_in_jsonpath_are_left_alone() -> None:
    definition = machine(
        "first",
        first={**TASK, "Next": "idle"},
        idle={"Type": "Pass", "QueryLanguage": "JSONPath", "Next": "last"},
        last={**TASK, "End": True},
    )
    assert document(optimized(parse(definition))) == document(parse(definition))

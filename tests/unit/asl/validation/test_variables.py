"""Workflow variables: names, scopes, and what is set where, beside every way through random machines."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.states import Json
from lakeflow.asl.validation import validate
from tests.asl_machines import codes, jsonata, machine, mapping, passing, places, task

SET = passing(Assign={"x": 1}, Next="b")


def parallel(*branches: dict[str, Any], **fields: Any) -> dict[str, Any]:
    machines = [{"StartAt": f"in{n}", "States": {f"in{n}": state}} for n, state in enumerate(branches)]
    ending = {} if "Next" in fields else {"End": True}
    return {"Type": "Parallel", "Branches": machines, **ending, **fields}


@pytest.mark.parametrize("name", ["x", "Größe", "名前", "a1_b", "x" * 80])
def test_a_name_is_a_letter_and_then_letters_digits_and_underscores(name: str) -> None:
    assert codes(jsonata(passing(Assign={name: 1}))) == []
    assert codes(machine(passing(Assign={f"{name}.$": "$.a"}))) == []


@pytest.mark.parametrize("name", ["", "1a", "a b", "a.b", "_a", "x" * 81, "states", "$x"])
def test_any_other_name_is_refused(name: str) -> None:
    assert codes(jsonata(passing(Assign={name: 1}))) == ["LF350"]


@pytest.mark.parametrize("value", [None, [], "x", 3, "{% {'a': 1} %}"])
def test_assign_is_an_object(value: Any) -> None:
    assert codes(jsonata(passing(Assign=value))) == ["LF302"]
    assert codes(machine(passing(Assign=value))) == ["LF302"]


def test_what_a_state_sets_it_does_not_see_itself() -> None:
    assert codes(jsonata(passing(Assign={"x": 1, "y": "{% $x %}"}))) == ["LF353"]
    assert codes(jsonata(SET, passing(Assign={"y": "{% $x %}"}))) == []
    assert codes(machine(SET, passing(Parameters={"a.$": "$x.b", "c.$": "States.Array($x)"}))) == []


def test_who_asks_whether_a_variable_exists_may_read_it() -> None:
    assert codes(jsonata(passing(Output="{% $exists($x) ? $x : 0 %}"))) == []
    assert codes(jsonata(passing(Output="{% ($x := 1; function($y){ $x + $y }($x)) %}"))) == []


def test_rules_and_catchers_set_variables_on_their_own_way_only() -> None:
    rules = [{"Condition": True, "Assign": {"x": 1}, "Next": "b"}]
    choice = {"Type": "Choice", "Choices": rules, "Default": "c", "Assign": {"y": 1}}
    read = (passing(Output="{% $x %}"), passing(Output="{% $y %}"))
    assert codes(jsonata(choice, *read)) == []
    assert codes(jsonata(choice, *reversed(read))) == ["LF353", "LF353"]
    catching = task(Catch=[{"ErrorEquals": ["States.ALL"], "Assign": {"e": 1}, "Next": "b"}], Assign={"r": 1})
    assert codes(jsonata(catching, passing(Output="{% $e %}"))) == []
    assert codes(jsonata(catching, passing(Output="{% $r %}"))) == ["LF353"]


def test_an_inner_scope_reads_outer_variables_and_cannot_set_them() -> None:
    inner = passing(Assign={"x": "{% $x %}"})
    assert places(jsonata(SET, parallel(inner))) == [("LF351", "/States/b/Branches/0/States/in0/Assign/x")]
    later = parallel(passing(Assign={"x": 1}), Assign={"x": 2})
    assert codes(jsonata(later)) == []
    looping = parallel(passing(Assign={"x": 1}), Assign={"x": 2}, Next="b")
    again = {"Type": "Choice", "Choices": [{"Condition": True, "Next": "a"}], "Default": "c"}
    assert codes(jsonata(looping, again, {"Type": "Succeed"})) == ["LF351"]


def test_a_branch_keeps_its_variables_to_itself() -> None:
    document = jsonata(parallel(passing(Assign={"x": 1}), passing(Output="{% $x %}"), Output="{% $x %}"))
    assert sorted(codes(document)) == ["LF354", "LF354"]


def test_a_distributed_map_sees_no_variables_from_outside() -> None:
    body = {"StartAt": "each", "States": {"each": passing(Output="{% $x %}")}}
    assert codes(jsonata(SET, mapping(body, mode="INLINE"))) == []
    distributed = mapping(body, mode="STANDARD", ItemSelector={"x": "{% $x %}"})
    assert places(jsonata(SET, distributed)) == [("LF354", "/States/b/ItemProcessor/States/each/Output")]


def test_a_name_that_is_nearly_one_is_suggested() -> None:
    (variable,) = validate(jsonata(passing(Assign={"total": 1}, Next="b"), passing(Output="{% $totl %}")))
    assert (variable.code, variable.hint) == ("LF352", "did you mean $total?")
    (function,) = validate(jsonata(passing(Output="{% $uppercse('a') %}")))
    assert (function.code, function.hint) == ("LF352", "did you mean $uppercase?")


NAMES = ("a", "b", "c", "d", "e")
choices = st.lists(st.tuples(st.sampled_from(NAMES[1:]), st.booleans()), min_size=1, max_size=2)
graphs = st.fixed_dictionaries(dict.fromkeys(NAMES[:-1], choices))


def ways(graph: dict[str, list[tuple[str, bool]]], state: str, *, is_set: bool, seen: frozenset[Any]) -> Iterator[Any]:
    """Walk every way through a graph, each (state, set or not) once, and yield where it comes by."""
    if (state, is_set) in seen:
        return
    yield state, is_set
    for target, sets in graph.get(state, ()):
        yield from ways(graph, target, is_set=is_set or sets, seen=seen | {(state, is_set)})


@given(graphs)
def test_a_variable_is_set_where_every_way_sets_it(graph: dict[str, list[tuple[str, bool]]]) -> None:
    states: dict[str, Any] = {}
    for name, targets in graph.items():
        rules = [
            {"Condition": "{% $x %}", "Next": target, **({"Assign": {"x": 1}} if sets else {})}
            for target, sets in targets
        ]
        states[name] = {"Type": "Choice", "Choices": rules}
    states["e"] = {"Type": "Succeed", "Output": "{% $x %}"}
    document: Json = {"QueryLanguage": "JSONata", "StartAt": "a", "States": states}
    found = {finding.pointer.split("/")[2] for finding in validate(document) if finding.code in {"LF352", "LF353"}}
    visited = set(ways(graph, "a", is_set=False, seen=frozenset()))
    assert found == {state for state, is_set in visited if not is_set}

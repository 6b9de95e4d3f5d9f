from collections.abc import Callable
from typing import Any

import pytest

from lakeflow import Athena, Choice, DateParam, Fail, Lambda, LambdaFunction, Map, Pipeline, Try
from lakeflow.asl.document import document, parse
from lakeflow.asl.states import Json, walk
from lakeflow.compiler.driver import Compiled
from lakeflow.errors import ProjectError
from lakeflow.operations.only import only_step
from lakeflow.operations.runnable import NOWHERE, Runnable
from lakeflow.testing import Kit, Run, rows, succeeds

find = LambdaFunction("find", handler="jobs/find.py:handler")


@pytest.fixture
def runnable(compiled: Callable[[Pipeline], Compiled]) -> Runnable:
    with Pipeline("whole", params={"date": DateParam()}) as whole:
        date = whole.params.date
        with Try("guarded") as guarded:
            Lambda("found", find, payload={"date": date})
        with guarded.catch():
            Fail("Lost")
        with Map("each", ["a", "b"]) as each:
            Lambda("one", find, payload={"item": each.item, "date": date})
        count = Athena("count", sql="jobs/sql/count.sql", params={"date": date}, after=[guarded, each])
        with Choice("enough") as enough, enough.when(count.rows[0]["rows"].int() > 3):
            Lambda("tell", find, payload={"n": count.rows[0]["rows"]})
    machine = compiled(whole).machine
    return Runnable(name="whole", machine=machine, places={}, file="", target=NOWHERE, from_pipeline=True)


def run(kit: Kit, part: Runnable, payload: Any = None) -> Run:
    mocks = {"count": rows({"rows": 7}), "*": succeeds()}
    tasks = {name for name, state, _ in walk(part.machine.states) if type(state).__name__ == "Task"}
    given = {name: mock for name, mock in mocks.items() if name == "*" or name in tasks}
    return kit.run(document(part.machine), input=payload, mocks=given if tasks else {})


@pytest.fixture
def kit(tmp_path: Any) -> Kit:
    return Kit(tmp_path)


def test_every_step_runs_alone_with_the_variables_that_it_reads(runnable: Runnable, kit: Kit) -> None:
    variables: dict[str, Json] = {
        "date": "2024-01-01",
        "each_item": "a",
        "count": {"rows": [{"rows": "7"}]},
        "count_rows": "7",
    }
    for name, state, _ in walk(runnable.machine.states):
        if "." not in name and type(state).__name__ in ("Task", "Map", "Parallel"):
            part = only_step(runnable, name, None, variables)
            ran = run(kit, part)
            assert ran.entered(name), name


def test_a_step_is_given_the_parameters_where_nothing_else_is(runnable: Runnable, kit: Kit) -> None:
    ran = run(kit, only_step(runnable, "found", None, {}), {"date": "2024-01-01"})
    assert ran.payload_of("found") == {"date": "2024-01-01"}


def test_the_rows_of_a_query_belong_to_it(runnable: Runnable, kit: Kit) -> None:
    ran = run(kit, only_step(runnable, "count", None, {"date": "2024-01-01"}))
    assert ran.path == ("count.given", "count", "count.rows")


def test_a_failure_is_seen_and_not_caught(runnable: Runnable) -> None:
    assert any(name == "found" and getattr(state, "catch", ()) for name, state, _ in walk(runnable.machine.states))
    part = only_step(runnable, "found", {}, {"date": "2024-01-01"})
    assert "Catch" not in str(document(part.machine)["States"])


def test_a_choice_ends_at_the_name_of_where_it_goes() -> None:
    states: dict[str, Any] = {
        "enough": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $n > 3 %}", "Next": "yes"}],
            "Default": "no",
        },
        "yes": {"Type": "Fail"},
        "no": {"Type": "Fail"},
    }
    machine = parse({"QueryLanguage": "JSONata", "StartAt": "enough", "States": states})
    whole = Runnable(name="m", machine=machine, places={}, file="", target=NOWHERE, from_pipeline=False)
    part: Any = document(only_step(whole, "enough", None, {"n": 5}).machine)
    assert list(part["States"]) == ["enough.given", "enough", "yes", "no"]


def test_values_are_given_as_they_are_whatever_is_in_them(kit: Kit) -> None:
    states: dict[str, Any] = {"show": {"Type": "Pass", "Output": "{% [$x, $states.input] %}", "End": True}}
    machine = parse({"QueryLanguage": "JSONata", "StartAt": "show", "States": states})
    whole = Runnable(name="m", machine=machine, places={}, file="", target=NOWHERE, from_pipeline=False)
    odd: Json = {"text": "{% 1 + 1 %}", "quote": 'it\'s "so"\n', "list": [1], "none": None, "deep": [["{%"], {}]}
    assert kit.run(document(only_step(whole, "show", odd, {"x": odd}).machine)).output == [odd, odd]


def test_a_step_that_is_not_there_is_a_mistake(runnable: Runnable) -> None:
    with pytest.raises(ProjectError, match="has no step 'fuond'") as caught:
        only_step(runnable, "fuond", None, {})
    assert caught.value.hint == "did you mean found?"


def test_the_steps_that_fork_from_a_step_do_not_belong_to_it(compiled: Callable[[Pipeline], Compiled]) -> None:
    with Pipeline("whole") as whole:
        first = Lambda("first", find)
        for name in ("left", "right"):
            Lambda(name, find, after=first)
    machine = compiled(whole).machine
    assert "first.fork" in machine.states
    forked = Runnable(name="whole", machine=machine, places={}, file="", target=NOWHERE, from_pipeline=True)
    assert [name for name, _, _ in walk(only_step(forked, "first", {}, {}).machine.states)] == ["first.given", "first"]

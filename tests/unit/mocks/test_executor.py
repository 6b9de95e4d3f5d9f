from collections.abc import Mapping
from typing import Any

import pytest

from lakeflow.asl.document import parse
from lakeflow.asl.states import Json, StateMachine
from lakeflow.errors import Location, MockError, TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.mocks.answers import Mock, answers_of, never_ends, raises, responds, returns, rows, succeeds
from lakeflow.mocks.executor import MockExecutor
from lakeflow.mocks.scripts import Script, scripts_of
from lakeflow.testing import FakeClock, FakeExecutor

INVOKE = "arn:aws:states:::lambda:invoke"
GLUE = "arn:aws:states:::glue:startJobRun.sync"
QUERY = "arn:aws:states:::athena:startQueryExecution.sync"
RESULTS = "arn:aws:states:::athena:getQueryResults"


def machine(**resources: str) -> StateMachine:
    names = list(resources)
    states: Json = {
        name: {"Type": "Task", "Resource": resource, **({"Next": after} if after else {"End": True})}
        for (name, resource), after in zip(resources.items(), [*names[1:], None], strict=True)
    }
    return parse({"QueryLanguage": "JSONata", "StartAt": names[0], "States": states})


def scripts(mocks: Mapping[str, Mock], of: StateMachine) -> dict[str, Script]:
    return scripts_of(of, {name: Script(answers_of(name, mock)) for name, mock in mocks.items()})


def task(state: str, resource: str = INVOKE, arguments: Json = None) -> ScheduledTask:
    return ScheduledTask(state=state, resource=resource, arguments=arguments, attempt=0, scheduled_event_id=3)


def executor(mocks: Mapping[str, Mock], clock: FakeClock | None = None, **resources: str) -> MockExecutor:
    return MockExecutor(scripts(mocks, machine(**resources)), clock or FakeClock())


def ask(mocked: MockExecutor, asked: ScheduledTask) -> Json:
    return FakeClock().run(mocked.execute(asked))


def test_answers_come_in_turn_and_the_last_repeats() -> None:
    mocked = executor({"a": [raises("Busy", times=2), returns(1), returns(2)]}, a=INVOKE)
    found: list[Any] = []
    for _ in range(6):
        try:
            found.append(ask(mocked, task("a")))
        except TaskFailed as failure:
            found.append(failure.error)
    payloads = [each["Payload"] if isinstance(each, dict) else each for each in found]
    assert payloads == ["Busy", "Busy", 1, 2, 2, 2]
    assert [call.state for call in mocked.calls] == ["a"] * 6


def test_an_answer_takes_its_time() -> None:
    clock = FakeClock()
    mocked = executor({"a": returns(1, after="2m")}, clock, a=GLUE)
    assert clock.run(mocked.execute(task("a", GLUE))) == 1
    assert clock.monotonic() == 120


def test_a_function_is_given_what_the_step_sends_and_may_fail() -> None:
    mocks: dict[str, Mock] = {
        "find": lambda payload: {"seen": payload},
        "job": lambda arguments: raises("Glue.ThrottlingException") if arguments["JobName"] == "j" else 1,
    }
    mocked = executor(mocks, find=INVOKE, job=GLUE)
    answered = ask(mocked, task("find", arguments={"FunctionName": "f", "Payload": {"n": 1}}))
    assert answered == {"ExecutedVersion": "$LATEST", "Payload": {"seen": {"n": 1}}, "StatusCode": 200}
    with pytest.raises(TaskFailed, match=r"Glue\.ThrottlingException"):
        ask(mocked, task("job", GLUE, {"JobName": "j"}))
    assert ask(mocked, task("job", GLUE, {"JobName": "other"})) == 1


def test_success_has_the_shape_that_each_service_gives() -> None:
    mocked = executor({"*": succeeds()}, job=GLUE, find=INVOKE, query=QUERY, results=RESULTS)
    job = ask(mocked, task("job", GLUE, {"JobName": "j", "Arguments": {"--date": "d"}}))
    assert isinstance(job, dict)
    assert (job["JobRunState"], job["JobName"]) == ("SUCCEEDED", "j")
    query: Any = ask(mocked, task("query", QUERY, {"QueryString": "SELECT 1"}))
    assert query["QueryExecution"]["Status"]["State"] == "SUCCEEDED"


def test_rows_arrive_as_athena_gives_them() -> None:
    mocks = {"audit": rows({"failures": 0, "at": None}, {"failures": 1, "at": True})}
    mocked = executor(mocks, None, **{"audit": QUERY, "audit.rows": RESULTS})
    first: Any = ask(mocked, task("audit", QUERY, {"QueryString": "SELECT 1"}))
    assert first["QueryExecution"]["Status"] == {"State": "SUCCEEDED"}
    found: Any = ask(mocked, task("audit.rows", RESULTS))
    assert [line["Data"] for line in found["ResultSet"]["Rows"]] == [
        [{"VarCharValue": "failures"}, {"VarCharValue": "at"}],
        [{"VarCharValue": "0"}, {}],
        [{"VarCharValue": "1"}, {"VarCharValue": "true"}],
    ]


def test_rows_for_another_service_are_a_mistake() -> None:
    with pytest.raises(MockError, match=r"'?job'? is mocked with rows, and calls glue"):
        ask(executor({"job": rows()}, job=GLUE), task("job", GLUE))


def test_a_step_name_wins_over_a_pattern_and_a_pattern_over_a_service() -> None:
    found = scripts(
        {"glue:*": returns("service"), "bronze_*": returns("pattern"), "bronze_orders": returns("name")},
        machine(bronze_orders=GLUE, bronze_items=GLUE, silver=GLUE, find=INVOKE),
    )
    assert {name: script.answers[0].outcome for name, script in found.items()} == {
        "bronze_orders": returns("name").outcome,
        "bronze_items": returns("pattern").outcome,
        "silver": returns("service").outcome,
    }


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("bronze_order", "did you mean bronze_orders?"),
        ("glue:startJobRun.syn", "did you mean glue:startJobRun.sync?"),
        ("x", "there are: bronze_orders, glue:startJobRun.sync"),
    ],
)
def test_a_mock_of_nothing_is_an_error(key: str, hint: str) -> None:
    with pytest.raises(MockError, match=f"a mock is given for what is no task: '{key}'") as caught:
        scripts({key: succeeds()}, machine(bronze_orders=GLUE))
    assert caught.value.hint == hint


def test_a_task_without_a_mock_says_how_to_mock_it_and_where_it_is() -> None:
    mocked = MockExecutor({}, FakeClock(), places={"find": Location("pipelines/p.py", 7)})
    with pytest.raises(MockError) as caught:
        ask(mocked, task("find", arguments={"Payload": 1}))
    assert str(caught.value) == (
        "pipelines/p.py:7: the task 'find' (lambda:invoke) has no mock; it was called with {\"Payload\":1}"
    )
    assert caught.value.hint == 'add "find": returns({...}) to the mocks'


def test_a_task_without_a_mock_goes_to_the_other_executor() -> None:
    real = FakeExecutor({"b": ["real"]})
    mocked = MockExecutor({}, FakeClock(), otherwise=real)
    assert ask(mocked, task("b")) == "real"


def test_a_script_that_ends_refuses_further_calls() -> None:
    mocked = MockExecutor({"a": Script((returns(1),), ends=True)}, FakeClock())
    ask(mocked, task("a"))
    with pytest.raises(MockError, match="called 2 times, and its mock has fewer answers"):
        ask(mocked, task("a"))


def test_a_recorded_answer_goes_to_the_call_that_it_was_recorded_for() -> None:
    script = Script((responds("for 1"), responds("for 2"), responds("for 3")), ends=True, arguments=(1, 2, 3))
    mocked = MockExecutor({"a": script}, FakeClock())
    assert [ask(mocked, task("a", arguments=n)) for n in (2, 9, 3)] == ["for 2", "for 1", "for 3"]


def test_a_response_of_the_wrong_shape_is_refused() -> None:
    mocked = MockExecutor(
        {"job": Script((returns({"JobRunStat": 1}),))},
        FakeClock(),
        check=lambda resource, response: (f"{resource}: {sorted(response)}",) if isinstance(response, dict) else (),
    )
    with pytest.raises(MockError, match=r"is no response of glue:startJobRun\.sync: .*JobRunStat") as caught:
        ask(mocked, task("job", GLUE))
    assert "PRESENT" in caught.value.hint


def test_a_task_that_never_ends_waits_for_its_timeout() -> None:
    clock = FakeClock()
    mocked = executor({"a": never_ends()}, clock, a=GLUE)
    with pytest.raises(TaskFailed, match=r"States\.Timeout"):
        clock.run(mocked.execute(task("a", GLUE)))
    assert clock.monotonic() == 366 * 86_400

from typing import Any

import pytest

import lakeflow.testing as kit_module
from lakeflow.errors import LakeflowError, MockError
from lakeflow.interpreter.one_state.request import StateRequestError
from lakeflow.mocks.answers import Answer, Computed
from lakeflow.testing import Kit, never_ends, raises, responds, returns, rows, succeeds

pytest_plugins = ["pytester"]
SMALL = "pipelines/small.py"
RETRY = [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 2}]


def task(**fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke", **fields}


def test_a_state_of_a_pipeline_runs_alone_with_variables_and_a_mock(kit: Kit) -> None:
    outcome = kit.test_state(SMALL, "found", variables={"date": "2024-01-01"}, mock=returns({"items": [1, 2]}))
    assert (outcome.status, outcome.next_state) == ("SUCCEEDED", "each")
    assert outcome.variables["found"] == {"items": [1, 2]}
    arguments: Any = outcome.inspection["afterArguments"]
    assert arguments["Payload"] == {"date": "2024-01-01"}


def test_an_error_is_retriable_caught_or_final_as_test_state_says() -> None:
    state = task(Retry=RETRY, Catch=[{"ErrorEquals": ["Busy"], "Next": "rescue"}], End=True)
    machine: dict[str, Any] = {
        "QueryLanguage": "JSONata",
        "StartAt": "ask",
        "States": {"ask": state, "rescue": {"Type": "Succeed"}},
    }
    run = kit_module.test_state
    assert run(machine, "ask", mock=raises("Busy")).status == "RETRIABLE"
    caught = run(machine, "ask", mock=raises("Busy", "later"), retries=2)
    assert (caught.status, caught.next_state, caught.error, caught.cause) == ("CAUGHT_ERROR", "rescue", "Busy", "later")
    assert run(machine, "ask", mock=raises("Boom")).status == "FAILED"
    assert run(machine, "ask", mock=never_ends()).error == "States.Timeout"


def test_a_choice_tells_where_it_goes(kit: Kit) -> None:
    machine = {"each_2": [1], "most": 2}
    outcome = kit.test_state(SMALL, "enough", variables=machine)
    assert outcome.next_state == "TooFew"


def test_the_result_of_a_map_or_a_query_is_mocked_as_it_is(kit: Kit) -> None:
    outcome = kit.test_state(SMALL, "each", variables={"found": {"items": [1]}}, mock=returns([7]))
    assert outcome.variables["each_2"] == [7]
    query = task(Resource="arn:aws:states:::athena:getQueryResults", Arguments={"QueryExecutionId": "q"}, End=True)
    found: Any = kit_module.test_state(query, mock=rows({"n": 1})).output
    assert found["ResultSet"]["Rows"][1] == {"Data": [{"VarCharValue": "1"}]}


def test_a_mock_of_the_wrong_shape_is_refused_as_strictly_as_asked() -> None:
    job = task(Resource="arn:aws:states:::glue:startJobRun.sync", Arguments={"JobName": "j"}, End=True)
    wrong = responds({"JobRunState": "DONE"})
    with pytest.raises(StateRequestError, match="JobRunState"):
        kit_module.test_state(job, mock=wrong)
    assert kit_module.test_state(job, mock=wrong, mock_validation="NONE").status == "SUCCEEDED"
    assert kit_module.test_state(job, mock=succeeds()).status == "SUCCEEDED"


def test_a_state_that_is_not_there_and_a_mock_that_cannot_be_are_mistakes(kit: Kit) -> None:
    with pytest.raises(LakeflowError, match="there is no state 'fuond'") as caught:
        kit.test_state(SMALL, "fuond")
    assert caught.value.hint == "did you mean found?"
    with pytest.raises(MockError, match="function"):
        kit.test_state(SMALL, "found", mock=Answer(Computed(lambda _: 1)))


def test_pytest_does_not_take_it_for_a_test(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile("from lakeflow.testing import test_state\n\ndef test_own():\n    assert test_state\n")
    pytester.runpytest_inprocess("-p", "lakeflow.testing.plugin").assert_outcomes(passed=1)


def test_it_needs_no_project() -> None:
    assert kit_module.test_state({"Type": "Pass", "End": True}, input={"n": 1}).output == {"n": 1}

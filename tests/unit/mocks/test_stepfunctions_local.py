from typing import Any

import pytest

from lakeflow.asl.states import Json
from lakeflow.errors import MockError
from lakeflow.mocks.answers import raises, responds
from lakeflow.mocks.stepfunctions_local import is_mock_configuration, parse_test_case

THROW = {"Throw": {"Error": "Lambda.ResourceNotReadyException", "Cause": "not ready"}}
RETURN: dict[str, Json] = {"Return": {"StatusCode": 200, "Payload": "hello"}}


def configuration(**responses: Any) -> dict[str, Any]:
    cases = {"Retry": {"Ask": "Answer"}}
    return {"StateMachines": {"m": {"TestCases": cases}}, "MockedResponses": {"Answer": responses or {"0": RETURN}}}


def test_invocations_and_ranges_of_them_come_in_their_order() -> None:
    responses = {"3": RETURN, "1-2": THROW, "0": THROW}
    script = parse_test_case(configuration(**responses), "f.json", "m", None)["Ask"]
    thrown = ("Lambda.ResourceNotReadyException", "not ready")
    assert script.answers == (raises(*thrown), raises(*thrown, times=2), responds(RETURN["Return"]))
    assert script.ends, "a further call is a mistake, as it is there"


@pytest.mark.parametrize(
    ("responses", "message"),
    [
        ({"1": RETURN}, "invocation 0 has no answer"),
        ({"0": RETURN, "2": RETURN}, "invocation 1 has no answer"),
        ({"0-2": RETURN, "1": RETURN}, "invocation 3 has no answer, or two"),
        ({"first": RETURN}, "'first' is no invocation"),
        ({"0": {"Returns": 1}}, "has Return or Throw"),
        ({"0": {"Throw": "Error"}}, "has Return or Throw"),
    ],
)
def test_what_has_gaps_or_another_form_is_refused(responses: Any, message: str) -> None:
    with pytest.raises(MockError, match=message):
        parse_test_case(configuration(**responses), "f.json", "m", "Retry")


def test_the_only_machine_and_the_only_case_need_not_be_named() -> None:
    assert list(parse_test_case(configuration(), "f.json", "another", None)) == ["Ask"]


@pytest.mark.parametrize(
    ("change", "case", "message"),
    [
        ({"StateMachines": {"x": {}, "y": {}}}, None, "f.json has no state machine 'm'"),
        ({}, "Retrie", "m has no test case 'Retrie'"),
        ({"MockedResponses": {}}, "Retry", "unknown response 'Answer'"),
    ],
)
def test_a_name_that_is_not_there_is_refused(change: Any, case: str | None, message: str) -> None:
    with pytest.raises(MockError, match=message):
        parse_test_case({**configuration(), **change}, "f.json", "m", case)


def test_it_is_told_from_other_json() -> None:
    assert is_mock_configuration(configuration())
    assert not is_mock_configuration({"find_files": {"returns": 1}})
    assert not is_mock_configuration([])

"""TestState's answers as recorded on AWS: the same status, output, error, inspection data, and the same refusals."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from lakeflow.aws.service_models import service_models
from lakeflow.errors import LakeflowError
from lakeflow.interpreter.one_state.request import StateRequestError, read_request
from lakeflow.interpreter.one_state.run import run_one_state
from tests.conformance.recordings import RECORDINGS, comparison, plain

pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not on this machine")


def recordings() -> Iterator[dict[str, Any]]:
    for path in sorted(RECORDINGS.glob("teststate/*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """Return what TestState answers here, a refusal as its message."""
    request = {**case["request"], "definition": case["definition"], "input": case["input"]}
    try:
        return run_one_state(read_request(request), services=service_models()).to_json()
    except StateRequestError as error:
        return {"code": error.code, "message": error.message}
    except LakeflowError as error:
        return {"code": "InvalidDefinition", "message": error.message}


def expectation(case: dict[str, Any]) -> dict[str, Any]:
    """Return what was recorded, a refusal in the same shape whichever way it was recorded."""
    expected: dict[str, Any] = case["expected"]
    if "exception_value" in expected:
        return {
            "code": expected["exception_typename"],
            "message": expected["exception_value"].partition(" operation: ")[2],
        }
    if "Error" in expected:
        return {"code": expected["Error"]["Code"], "message": expected["Error"]["Message"]}
    return expected


def of_the_same_account(value: Any) -> Any:
    """Put the recordings' account in the place of ours, and no role in the place of theirs."""
    if isinstance(value, dict):
        return {key: None if key == "RoleArn" else of_the_same_account(item) for key, item in value.items()}
    if isinstance(value, list):
        return [of_the_same_account(item) for item in value]
    return value.replace("123456789012", "111111111111") if isinstance(value, str) else value


def test_one_state_answers_as_it_did_on_aws(capsys: pytest.CaptureFixture[str]) -> None:
    tools = comparison()
    total, alike, misses = Counter[str](), Counter[str](), []
    for case in recordings():
        groups = ["all", "refusals" if case.get("rejected") else "runs"]
        total.update(groups)
        expected, actual = (of_the_same_account(plain(each)) for each in (expectation(case), answer(case)))
        differences = tools.match(expected, actual, tools.tokens_of(case))
        alike.update(() if differences else groups)
        misses += [f"{case['id']}: {difference}" for difference in differences]
    with capsys.disabled():
        print()  # noqa: T201  the table and the misses are worth seeing
        print("\n".join(f"{group:10} {alike[group]}/{total[group]}" for group in total))  # noqa: T201
        print("\n".join(misses))  # noqa: T201
    assert total["all"] > 100
    assert alike["all"] >= 0.95 * total["all"]

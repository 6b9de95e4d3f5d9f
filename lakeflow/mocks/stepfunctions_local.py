"""The mock configuration of AWS Step Functions Local: ``StateMachines``, their ``TestCases``, ``MockedResponses``.

https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from lakeflow.errors import MockError
from lakeflow.mocks.answers import Answer, raises, responds, unknown
from lakeflow.mocks.scripts import Script

_ATTEMPTS: Final = re.compile(r"(\d+)(?:-(\d+))?")


def is_mock_configuration(document: object) -> bool:
    """Tell whether a JSON document is such a configuration."""
    return isinstance(document, dict) and {"StateMachines", "MockedResponses"} & document.keys() != set()


def parse_test_case(
    configuration: Mapping[str, Any], file: str, machine: str, test_case: str | None
) -> dict[str, Script]:
    """Return the script of each state that a test case mocks.

    ``machine`` is the state machine's name; a configuration for one machine is taken whatever its name, as is the only
    test case where none is named.

    Raises:
        MockError: there is no such machine, test case or response, or a response has another form.

    """
    machines = configuration.get("StateMachines", {})
    name = machine if machine in machines or len(machines) != 1 else next(iter(machines))
    if name not in machines:
        raise unknown(f"{file} has no state machine", machine, list(machines))
    cases = machines[name].get("TestCases", {})
    case = test_case if test_case is not None else next(iter(cases), "") if len(cases) == 1 else None
    if case is None:
        raise MockError(f"{file} has several test cases", hint=f"say --test-case with one of: {', '.join(cases)}")
    if case not in cases:
        raise unknown(f"{name} has no test case", case, list(cases))
    responses = configuration.get("MockedResponses", {})
    scripts = {}
    for state, response in cases[case].items():
        if response not in responses:
            raise unknown(f"{file}: {state} is mocked with an unknown response", response, list(responses))
        scripts[state] = Script(_answers(responses[response], f"{file}: MockedResponses/{response}"), ends=True)
    return scripts


def _answers(response: Mapping[str, Any], place: str) -> tuple[Answer, ...]:
    """Return a response's answers; its keys are invocations, counted from 0, or ranges of them."""
    found: dict[int, tuple[int, Any]] = {}
    for key, outcome in response.items():
        match = _ATTEMPTS.fullmatch(key)
        if match is None:
            raise MockError(f"{place}: {key!r} is no invocation", hint='write "0", or "1-3" for a range')
        first, last = int(match.group(1)), int(match.group(2) or match.group(1))
        found[first] = (last, outcome)
    answers = []
    due = 0
    for first, (last, outcome) in sorted(found.items()):
        if first != due or last < first:
            raise MockError(f"{place}: invocation {due} has no answer, or two", hint="number them from 0 without gaps")
        answers.append(_answer(outcome, last - first + 1, place))
        due = last + 1
    if not answers:
        raise MockError(f"{place} has no invocation", hint='write "0": {"Return": ...}')
    return tuple(answers)


def _answer(outcome: Any, times: int, place: str) -> Answer:
    if isinstance(outcome, dict) and "Return" in outcome:
        return responds(outcome["Return"], times=times)
    if isinstance(outcome, dict) and isinstance(outcome.get("Throw"), dict):
        thrown = outcome["Throw"]
        return raises(str(thrown.get("Error", "")), str(thrown.get("Cause", "")), times=times)
    raise MockError(f"{place}: an invocation has Return or Throw, not {outcome!r}")

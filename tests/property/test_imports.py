"""Random machines in JSONPath mode, imported and compiled: they do the same as before."""

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lakeflow.asl.states import Json
from lakeflow.asl.validation import errors
from lakeflow.interop.importing.definition import import_definition
from tests.equivalence import compiled_source, play

PATHS = ("$", "$.a", "$.b", "$.a.n")
RESULT_PATHS = ("$", "$.a", "$.b", "$.c.d", None)


class Machines:
    """Draws the states of one machine; names are unique in it."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0

    def scope(self, depth: int) -> dict[str, Any]:
        """Return a region: a chain of states, some of which lead to another than the next one."""
        states: dict[str, Any] = {}
        names = [self._name() for _ in range(self.draw(st.integers(1, 4)))]
        for index, name in enumerate(names):
            following = {"Next": names[index + 1]} if index + 1 < len(names) else {"End": True}
            later = names[index + 1 :]
            states[name] = self._state(depth, following, later)
        return {"StartAt": names[0], "States": states}

    def _name(self) -> str:
        self.count += 1
        return f"S {self.count}"

    def _state(self, depth: int, following: dict[str, Any], later: list[str]) -> dict[str, Any]:
        kinds = ["Task", "Pass", "Wait", *(["Choice"] * 2 if later else []), *(["Parallel", "Map"] if depth else [])]
        kind = self.draw(st.sampled_from(kinds))
        if kind == "Choice":
            rules = [
                {"Variable": "$.n", "NumericGreaterThan": self.draw(st.integers(0, 3)), "Next": target}
                for target in self.draw(st.lists(st.sampled_from(later), min_size=1, max_size=2))
            ]
            return {"Type": "Choice", "Choices": rules, "Default": self.draw(st.sampled_from(later))}
        if kind == "Wait":
            return {"Type": "Wait", "Seconds": self.draw(st.integers(1, 9)), **following}
        state = {"Type": kind, "ResultPath": self.draw(st.sampled_from(RESULT_PATHS)), **following}
        if kind == "Pass":
            state["Parameters"] = self._parameters()
        elif kind == "Task":
            state |= self._call()
            if bool(later) and self.draw(st.booleans()):
                target = self.draw(st.sampled_from(later))
                state["Catch"] = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": target}]
        elif kind == "Parallel":
            state["Branches"] = [self.scope(depth - 1) for _ in range(2)]
        else:
            state |= {"ItemsPath": "$.items", "Iterator": self.scope(depth - 1)}
        return state

    def _call(self) -> dict[str, Any]:
        """Return a call: of a service that has a step of its own, or one that stays as it is."""
        action, parameters = self.draw(
            st.sampled_from(
                [
                    ("sqs:sendMessage", {"QueueUrl": "https://sqs/1/q", "MessageBody": self._parameters()}),
                    ("lambda:invoke", {"FunctionName": "find", "Payload": self._parameters()}),
                    ("lambda:invoke", {"FunctionName": "find", "Payload.$": "$"}),
                    ("aws-sdk:s3:putObject", self._parameters()),
                    ("dynamodb:getItem", self._parameters()),
                ]
            )
        )
        call: dict[str, Any] = {"Resource": f"arn:aws:states:::{action}", "Parameters": parameters}
        if self.draw(st.booleans()):
            call["ResultSelector"] = {"n": 1, "a.$": "$.Payload", "items.$": "$.Payload.items"}
        if self.draw(st.booleans()):
            call["Retry"] = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": self.draw(st.integers(0, 3))}]
        return call

    def _parameters(self) -> dict[str, Any]:
        field = self.draw(st.sampled_from(PATHS))
        return {
            "n": self.draw(st.integers(0, 5)),
            "x.$": field,
            "items": [{"n": 1, "items": []}, {"n": 4, "items": []}],
        }


@st.composite
def machines(draw: st.DrawFn) -> dict[str, Any]:
    return Machines(draw).scope(2)


@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(machines())
def test_an_imported_machine_makes_the_same_calls_and_ends_alike(definition: dict[str, Any]) -> None:
    assume(not errors(definition))
    compiled = compiled_source(import_definition(definition, "random").source)
    assert errors(compiled) == ()
    payload: Json = {
        "n": 2,
        "a": {"n": 1},
        "b": 3,
        "items": [{"n": 1, "a": 1, "b": 2, "items": []}, {"n": 4, "items": []}],
    }
    items: Json = [{"n": 2, "items": []}]
    answer: Json = {"n": 3, "items": items, "Payload": {"n": 5, "items": items, "a": {"n": 4}}}
    before, after = play(definition, payload, answer), play(compiled, payload, answer)
    if before.status == "SUCCEEDED":
        assert after == before

"""The same graphs, declared with the SDK and with lakeflow: both definitions do the same when they are interpreted."""

import json
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from lakeflow import Choice, Fail, Glue, GlueJob, Lambda, LambdaFunction, Map, Notify, Pipeline, Wait
from lakeflow.asl.document import document
from lakeflow.asl.states import Json
from lakeflow.compiler.driver import compile_pipeline
from tests.equivalence import Played, play
from tests.targets import TARGET

FILES = {"jobs/load.py": "", "jobs/find.py": "def handler(event, context):\n    return event\n"}
ANSWER: Json = {"Payload": {"count": 2, "files": [{"name": "a"}, {"name": "b"}]}}
JOB, FUNCTION = "shop-test-load", "arn:aws:lambda:eu-west-1:123456789012:function:shop-test-find"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:shop-test-alerts"
SDK = f"""
    import json
    from stepfunctions.inputs import ExecutionInput
    from stepfunctions.steps import Chain, Choice, ChoiceRule, Fail, Graph, Map, Parallel, Wait
    from stepfunctions.steps.compute import GlueStartJobRunStep, LambdaStep
    from stepfunctions.steps.service import SnsPublishStep

    FUNCTION, JOB, TOPIC = {FUNCTION!r}, {JOB!r}, {TOPIC!r}

    def job(name, n):
        parameters = {{"JobName": JOB, "Arguments": {{"--n": str(n)}}}}
        return GlueStartJobRunStep(name, parameters=parameters, result_path=None)

    def find(name, payload, **more):
        return LambdaStep(name, parameters={{"FunctionName": FUNCTION, "Payload": payload}}, **more)
"""
FORK = """
    found = find("found", {"day": ExecutionInput(schema={"day": str})["day"]}, result_path="$.found")
    fork = Parallel("fork", result_path=None)
    fork.add_branch(job("one", 1))
    fork.add_branch(Chain([Wait("rest", seconds=7), job("two", 2)]))
    told = SnsPublishStep("told", parameters={"TopicArn": TOPIC, "Message": "done"})
    choice = Choice("any")
    choice.add_choice(ChoiceRule.NumericGreaterThan("$.found.Payload.count", LIMIT), fork)
    choice.default_choice(Fail("Nothing", error="Nothing"))
    fork.next(told)
    print(Graph(Chain([found, choice])).to_json())
"""
MAP = """
    found = find("found", {})
    each = Map("each", items_path="$.Payload.files", iterator=find("load", {"file.$": "$.name"}))
    print(Graph(Chain([found, each])).to_json())
"""


def fork(limit: int) -> Pipeline:
    find, load = LambdaFunction("find", handler="jobs/find.py:handler"), GlueJob("load", script="jobs/load.py")
    with Pipeline("fork") as pipeline:
        found = Lambda("found", find, payload={"day": pipeline.input.day})
        with Choice("any") as choice:
            with choice.when(found.output.count > limit):
                one = Glue("one", load, args={"n": 1})
                two = Glue("two", load, args={"n": 2}, after=Wait("rest", seconds=7))
                Notify("told", topic="alerts", message="done", after=[one, two])
            with choice.otherwise():
                Fail("Nothing")
    return pipeline


def mapped() -> Pipeline:
    find = LambdaFunction("find", handler="jobs/find.py:handler")
    with Pipeline("mapped") as pipeline:
        found = Lambda("found", find)
        with Map("each", found.output.files) as each:
            Lambda("load", find, payload={"file": each.item.name})
    return pipeline


def played(definition: Any) -> Played:
    return play(definition, {"day": "2024-01-01"}, ANSWER)


@pytest.mark.parametrize(
    ("source", "pipeline", "status"),
    [
        (FORK.replace("LIMIT", "1"), fork(1), "SUCCEEDED"),
        (FORK.replace("LIMIT", "2"), fork(2), "FAILED"),
        (MAP, mapped(), "SUCCEEDED"),
    ],
    ids=["fork", "choice", "map"],
)
def test_both_definitions_make_the_same_calls_and_take_the_same_time(
    run_python: Callable[[str], str], source: str, pipeline: Pipeline, status: str
) -> None:
    printed = run_python(textwrap.dedent(SDK) + textwrap.dedent(source))
    theirs = played(json.loads(printed.splitlines()[-1]))
    ours = played(document(compile_pipeline(pipeline, TARGET, FILES.get).machine))
    assert (theirs.status, theirs.error, theirs.calls, theirs.seconds) == (
        ours.status,
        ours.error,
        ours.calls,
        ours.seconds,
    )
    assert ours.status == status

"""The AWS Step Functions Data Science SDK: its objects rendered, and pipelines as its workflows."""

import json
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

SETTINGS = 'project = "shop"\naws = {region = "eu-west-1", account = "123456789012"}\nlake = {root = "lake"}\n'
MODULE = """
from stepfunctions.steps import Chain, Choice, ChoiceRule, Fail, Parallel, Pass, Retry, Succeed, Wait
from stepfunctions.steps.service import SnsPublishStep

hello = Pass("Hello", result={"count": 2}, result_path="$.found")
fork = Parallel("Both")
fork.add_branch(Chain([Pass("Left", result=1), Wait("Rest", seconds=5)]))
fork.add_branch(Pass("Right"))
decide = Choice("Any?")
decide.add_choice(ChoiceRule.NumericGreaterThan(variable="$.found.count", value=0), fork)
decide.default_choice(Succeed("Nothing"))
machine = Chain([hello, decide])
"""
WORKFLOW = """
from stepfunctions.steps import Chain, Pass
from stepfunctions.workflow import Workflow
import boto3

client = boto3.client("stepfunctions")
nightly = Workflow("nightly-load", Chain([Pass("A"), Pass("B")]), role="arn:aws:iam::1:role/r", client=client)
"""

Render = Callable[..., str]


@pytest.fixture
def render(run_python: Callable[[str], str], tmp_path: Path) -> Render:
    (tmp_path / "config").mkdir()
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "config" / "base.toml").write_text(SETTINGS)
    (tmp_path / "config" / "local.toml").write_text("")

    def render(source: str, form: str = "json") -> str:
        (tmp_path / "pipelines" / "theirs.py").write_text(textwrap.dedent(source))
        return run_python(
            "import sys; from cli import main; "
            f"sys.argv = ['lakeflow', 'render', 'pipelines/theirs.py', '--format', '{form}']; main()"
        )

    return render


def test_a_chain_at_module_level_is_rendered(render: Render) -> None:
    machine = json.loads(render(MODULE))
    assert machine["StartAt"] == "Hello"
    assert set(machine["States"]) == {"Hello", "Any?", "Both", "Nothing"}
    assert [branch["StartAt"] for branch in machine["States"]["Both"]["Branches"]] == ["Left", "Right"]


def test_a_workflow_at_module_level_is_rendered_under_its_name(render: Render) -> None:
    assert set(json.loads(render(WORKFLOW))["States"]) == {"A", "B"}
    assert "s0 --> s1" in render(WORKFLOW, "mermaid")


def test_a_pipeline_becomes_a_workflow_of_the_sdk(run_python: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "base.toml").write_text(SETTINGS)
    (tmp_path / "config" / "dev.toml").write_text("")
    (tmp_path / "shop.py").write_text(
        "from lakeflow import Pipeline, Wait\nwith Pipeline('orders') as orders:\n    Wait('rest', seconds=1)\n"
    )
    printed = run_python(
        textwrap.dedent("""
            import json
            from pathlib import Path
            import boto3
            from lakeflow.operations.notebook import sdk_workflow

            client = boto3.client("stepfunctions")
            found = sdk_workflow(Path("shop.py"), "arn:aws:iam::1:role/r", environment="dev", client=client)
            print(json.dumps([found.name, found.definition.to_dict(), found.get_cloudformation_template()]))
        """)
    )
    name, definition, template = json.loads(printed.splitlines()[-1])
    assert name == "shop-dev-orders"
    assert definition["States"] == {"rest": {"Type": "Wait", "Seconds": 1, "End": True}}
    assert "rest" in template

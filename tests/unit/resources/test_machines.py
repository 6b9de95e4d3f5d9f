"""A state machine's resources by its type."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, cast

import pytest
from pydantic import TypeAdapter

from lakeflow import Lambda, LambdaFunction, Notify, Pipeline, RunPipeline
from lakeflow.asl.document import document
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.compiler.target import Target
from lakeflow.deploy.plan import Action, Owner, Stage, make_plan
from lakeflow.deploy.provider import Live
from lakeflow.errors import ProjectError
from lakeflow.resources.code import code_of
from lakeflow.resources.desired import Deployable, desired_state
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.site import Site
from lakeflow.resources.synthesize import synthesize
from lakeflow.settings import Settings

ACCOUNT = "123456789012"
TARGET = Target(project="shop", environment="dev", region="eu-west-1", account=ACCOUNT)
FIND = LambdaFunction("find", handler="jobs/find.py:handler")
OWNER = Owner(project="shop", environment="dev")


def read(path: str) -> Mapping[str, bytes]:
    return {path.rpartition("/")[2]: b"def handler(event, context): ...\n"}


def wanted(kind: Any, logs: str = "ERROR", key: str | None = None) -> dict[Address, Resource]:
    """Return what an environment with one pipeline of that type should have."""
    with Pipeline("tiny", type=kind, on_failure=Notify("alerts")) as tiny:
        Lambda("find", FIND)
    return environment([tiny], logs, key)


def environment(pipelines: Sequence[Pipeline], logs: str = "ERROR", key: str | None = None) -> dict[Address, Resource]:
    """Return what an environment with these pipelines should have."""
    settings = TypeAdapter(Settings).validate_python(
        {
            "project": "shop",
            "aws": {"region": "eu-west-1", "account": ACCOUNT},
            "lake": {"root": "s3://shop-lake"},
            "logs": {"level": logs},
            "encryption": {"kms_key_arn": key},
        }
    )
    compiled = []
    for pipeline in pipelines:
        resources = synthesize(pipeline, TARGET, settings.glue, settings.lake.root)
        machine = compile_pipeline(pipeline, TARGET, lambda path: read(path)[path.rpartition("/")[2]].decode()).machine
        code = code_of(resources, read)
        compiled.append(Deployable(pipeline=pipeline, definition=document(machine), resources=resources, code=code))
    return {one.address: one for one in desired_state(Site(target=TARGET, settings=settings), compiled)}


def live(resources: Mapping[Address, Resource]) -> dict[Address, Live]:
    return {
        address: Live(address=address, properties=one.properties, tags=one.tags) for address, one in resources.items()
    }


def names(resources: Mapping[Address, Resource], kind: Kind) -> list[str]:
    return [address.name for address in resources if address.kind is kind]


def test_an_express_machine_is_alarmed_for_what_it_counts_and_sends_no_events() -> None:
    standard, express = wanted("STANDARD"), wanted("EXPRESS")
    assert names(standard, Kind.RULE) == ["shop-dev-tiny-ended"]
    assert names(express, Kind.RULE) == []
    counted = [one.properties["MetricName"] for one in express.values() if one.kind is Kind.ALARM]
    assert counted == ["ExecutionsFailed", "ExecutionsTimedOut"]


def test_what_a_rule_cannot_deliver_goes_to_a_queue_that_lets_it_and_is_watched() -> None:
    standard, express = wanted("STANDARD"), wanted("EXPRESS")
    queue = "arn:aws:sqs:eu-west-1:123456789012:shop-dev-dead-letters"
    targets: Any = standard[Address(Kind.RULE, "shop-dev-tiny-ended")].properties["Targets"]
    assert [target["DeadLetterConfig"] for target in targets] == [{"Arn": queue}]
    document: Any = standard[Address(Kind.QUEUE_POLICY, "shop-dev-dead-letters")].properties["PolicyDocument"]
    (statement,) = document["Statement"]
    assert (statement["Principal"], statement["Resource"]) == ({"Service": "events.amazonaws.com"}, queue)
    (pattern,) = statement["Condition"]["ArnLike"].values()
    assert fnmatchcase("arn:aws:events:eu-west-1:123456789012:rule/shop-dev-tiny-ended", pattern)
    alarm = standard[Address(Kind.ALARM, "shop-dev-tiny-undelivered")]
    assert alarm.properties["Dimensions"] == [{"Name": "QueueName", "Value": "shop-dev-dead-letters"}]
    assert names(express, Kind.QUEUE) == names(express, Kind.QUEUE_POLICY) == []


def test_a_topic_is_told_by_alarms_of_the_account_and_by_events_without_a_condition() -> None:
    document: Any = wanted("STANDARD")[Address(Kind.TOPIC_POLICY, "shop-dev-alerts")].properties["PolicyDocument"]
    conditions = {one["Principal"]["Service"]: one.get("Condition") for one in document["Statement"]}
    assert conditions == {
        "cloudwatch.amazonaws.com": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        "events.amazonaws.com": None,
    }


def test_an_express_machine_has_the_same_role_and_a_log() -> None:
    standard, express = wanted("STANDARD"), wanted("EXPRESS")
    role = Address(Kind.ROLE, "shop-dev-tiny")
    assert express[role] == standard[role]
    machine = express[Address(Kind.STATE_MACHINE, "shop-dev-tiny")]
    assert machine.properties["StateMachineType"] == "EXPRESS"
    assert "LoggingConfiguration" in machine.properties


def test_a_machine_that_is_kept_under_a_key_has_a_role_that_may_use_it() -> None:
    key = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0a1b"
    machine, role = Address(Kind.STATE_MACHINE, "shop-dev-tiny"), Address(Kind.ROLE, "shop-dev-tiny")
    kept = wanted("STANDARD", key=key)
    assert kept[machine].properties["EncryptionConfiguration"] == {
        "Type": "CUSTOMER_MANAGED_KMS_KEY",
        "KmsKeyId": key,
        "KmsDataKeyReusePeriodSeconds": 300,
    }
    (policy,) = cast("Any", kept[role].properties["Policies"])
    uses = [one["Action"] for one in policy["PolicyDocument"]["Statement"] if one["Resource"] == [key]]
    assert {"kms:Decrypt", "kms:GenerateDataKey"} in [set(actions) for actions in uses]
    assert key not in str(wanted("STANDARD")[role].properties)


def test_an_express_machine_without_a_log_is_refused_at_the_pipelines_line() -> None:
    wanted("STANDARD", logs="OFF")
    with pytest.raises(ProjectError, match="leave nothing but a log, and logs are OFF") as caught:
        wanted("EXPRESS", logs="OFF")
    assert caught.value.location is not None
    assert "[logs] level" in caught.value.hint


@pytest.mark.parametrize(("before", "after"), [("STANDARD", "EXPRESS"), ("EXPRESS", "STANDARD")])
def test_another_type_replaces_machine_and_alias_together_and_as_late_as_can_be(before: str, after: str) -> None:
    plan = make_plan(list(wanted(after).values()), live(wanted(before)), wanted(before), OWNER)
    machine, alias = (
        Address(Kind.STATE_MACHINE, "shop-dev-tiny"),
        Address(Kind.STATE_MACHINE_ALIAS, "shop-dev-tiny:live"),
    )
    switched = {change.address: change.action for change in plan.stage(Stage.SWITCH)}
    assert switched == {machine: Action.REPLACE, alias: Action.REPLACE}
    assert machine in plan.needs[alias]


def pipeline(name: str, function: LambdaFunction[Any]) -> Pipeline:
    with Pipeline(name) as made:
        Lambda("find", function)
    return made


def test_pipelines_share_what_they_declare_alike() -> None:
    shared = environment([pipeline("first", FIND), pipeline("second", FIND)])
    assert names(shared, Kind.FUNCTION) == ["shop-dev-find"]


def test_a_name_that_would_be_two_things_is_refused_and_not_one_of_them_dropped() -> None:
    other = LambdaFunction("find", handler="jobs/find.py:handler", memory=1024)
    with pytest.raises(ProjectError, match="Lambda::Function shop-dev-find would be two different things") as caught:
        environment([pipeline("first", FIND), pipeline("second", other)])
    assert caught.value.location == other.location
    with pytest.raises(ProjectError, match="IAM::Role shop-dev-find would be two different things"):
        environment([pipeline("find", FIND)])


@pytest.mark.parametrize(("kind", "wait"), [("STANDARD", True), ("EXPRESS", False)])
def test_a_pipeline_may_be_run_by_its_name(kind: Any, wait: bool) -> None:
    machines = names(environment([quick(kind), caller(wait=wait)]), Kind.STATE_MACHINE)
    assert machines == ["shop-dev-quick", "shop-dev-caller"]


def test_nobody_waits_for_an_express_pipeline_by_its_name_either() -> None:
    waiting = caller(wait=True)
    with pytest.raises(ProjectError, match="step 'run' waits for the EXPRESS pipeline 'quick'") as caught:
        environment([quick("EXPRESS"), waiting])
    assert caught.value.location == next(waiting.steps()).location


def quick(kind: Any) -> Pipeline:
    with Pipeline("quick", type=kind) as made:
        Lambda("find", FIND)
    return made


def caller(*, wait: bool) -> Pipeline:
    with Pipeline("caller") as made:
        RunPipeline("run", "quick", wait=wait)
    return made

"""How many calls a deploy and a rollback make, and which of them change something."""

import re
from datetime import UTC, datetime

import pytest

from lakeflow.deploy.rollback import target
from lakeflow.errors import DeployError
from tests.aws_proxy import Fate, changing
from tests.integration.deploy.lab import ACCOUNT, Lab, go_back, signed_in

MACHINE = f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:shop-sandbox-tiny"
SWITCH = "AWSStepFunctions.UpdateStateMachineAlias"


def test_an_unchanged_project_is_deployed_without_a_changing_call(lab: Lab) -> None:
    lab.deploy_first(lab.direct)
    lab.through_proxy(lab.proxied, lab.deploy_first, lambda _: Fate.PASS)
    assert changing(lab.proxy.seen) == []
    assert lab.proxy.calls <= 8 * len(lab.first.resources)


def test_a_rollback_needs_one_changing_call_for_the_former_version_to_run(lab: Lab) -> None:
    lab.deploy_first(lab.direct)
    former = what_runs(lab.box.url)
    lab.deploy_changed(lab.direct)
    assert what_runs(lab.box.url) != former
    with lab.box.undone():
        lab.through_proxy(lab.proxied, go_back, lambda _: Fate.PASS)
        actions = [action for _, action in lab.proxy.seen]
    (switch,) = [at for at, action in enumerate(actions, 1) if action == SWITCH]
    notes = ("/lakeflow/lock.json", "/lakeflow/journal.json")
    assert switch == 12
    assert [one for one in changing(lab.proxy.seen[:switch]) if not one.endswith(notes)] == [SWITCH]
    with pytest.raises(DeployError):
        lab.through_proxy(lab.proxied, go_back, lambda call: Fate.CUT if call > switch else Fate.PASS)
    assert what_runs(lab.box.url) == former


def test_a_release_is_dated_now(lab: Lab) -> None:
    lab.deploy_first(lab.direct)
    assert abs((target(lab.direct.store, 1).created - datetime.now(UTC)).total_seconds()) < 60


def what_runs(endpoint: str) -> tuple[str, dict[str, str]]:
    """Return the definition that the alias starts, and the hash of every piece of code that it names."""
    session = signed_in()
    states, s3, functions = (
        session.client(service, endpoint_url=endpoint) for service in ("stepfunctions", "s3", "lambda")
    )
    alias = states.describe_state_machine_alias(stateMachineAliasArn=f"{MACHINE}:live")["routingConfiguration"][0]
    definition = states.describe_state_machine(stateMachineArn=alias["stateMachineVersionArn"])["definition"]
    scripts = set(re.findall(r"s3://([^/\"]+)/([^\"]+\.(?:py|zip))", definition))
    called = set(re.findall(r"arn:aws:lambda:[^\"]+", definition))
    assert scripts
    assert called
    code = {key: s3.head_object(Bucket=bucket, Key=key)["ETag"] for bucket, key in scripts}
    code |= {arn: functions.get_function(FunctionName=arn)["Configuration"]["CodeSha256"] for arn in called}
    return definition, code


def test_a_version_whose_number_another_definition_has_by_now_is_published_anew(lab: Lab) -> None:
    lab.deploy_first(lab.direct)
    former = what_runs(lab.box.url)
    lab.deploy_replaced(lab.direct)
    lab.deploy_changed(lab.direct)
    go_back(lab.direct, 1)
    assert what_runs(lab.box.url) == former

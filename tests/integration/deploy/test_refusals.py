"""What AWS may refuse on the way: rates that are exceeded, and whoever is not or no longer known to it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from lakeflow.aws.calls import Aws
from lakeflow.aws.iam import ManagedPolicies, Roles
from lakeflow.aws.session import taken_on
from lakeflow.resources.resource import Kind, Resource
from tests.aws_proxy import Fate, Proxy
from tests.integration.conftest import CommandLine

HERE = ("--env", "sandbox")
NOBODY = {
    "AWS_ACCESS_KEY_ID": "",
    "AWS_SECRET_ACCESS_KEY": "",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def at(url: str, project: Path) -> CommandLine:
    """Return the command line with the AWS in a box at an address."""
    file = project / "config/sandbox.toml"
    lines = [f'endpoint = "{url}"' if "endpoint" in line else line for line in file.read_text().splitlines()]
    file.write_text("\n".join(lines) + "\n")
    return CommandLine(project)


def test_a_deploy_whose_calls_are_throttled_now_and_then_gets_through(tiny: Path, server: str, proxy: Proxy) -> None:
    throttled: list[int] = []

    def fate(call: int) -> Fate:
        if call % 40 == 7:
            throttled.append(call)
            return Fate.THROTTLED
        return Fate.PASS

    proxy.reset(fate)
    at(proxy.url, tiny)("deploy", *HERE, "--yes")
    assert len(throttled) >= 3
    assert "Nothing to do" in at(server, tiny)("plan", *HERE)[0]


def test_expired_credentials_are_told_with_what_to_do(tiny: Path, proxy: Proxy) -> None:
    proxy.reset(lambda _: Fate.EXPIRED)
    _, err = at(proxy.url, tiny)("plan", *HERE, exit_code=1)
    assert "ExpiredToken" in err
    assert "aws sso login" in err


@pytest.mark.parametrize(
    ("more", "said", "hint"),
    [
        ("", "there are no AWS credentials", "AWS_PROFILE"),
        ('profile = "nobody"\n', "nobody", "aws configure"),
    ],
    ids=["no credentials", "unknown profile"],
)
def test_whoever_aws_does_not_know_is_told_before_anything_is_called(
    tiny: Path, more: str, said: str, hint: str
) -> None:
    (tiny / "config/real.toml").write_text(f'[aws]\n{more}[lake]\nroot = "s3://shop-lake"\n')
    environment = {**NOBODY, "HOME": str(tiny)}
    _, err = CommandLine(tiny)("deploy", "--env", "real", "--yes", exit_code=1, environment=environment)
    assert said in err
    assert hint in err
    assert "Traceback" not in err


ROLE = "arn:aws:iam::123456789012:role/deployer"


class Sts(Aws):
    """Gives the first credentials of a role for a time that is over."""

    taken = 0

    def call(self, service: str, operation: str, subject: str, **parameters: Any) -> dict[str, Any]:
        answer = super().call(service, operation, subject, **parameters)
        if operation == "assume_role":
            self.taken += 1
            if self.taken == 1:
                answer["Credentials"]["Expiration"] = datetime(2024, 1, 1, tzinfo=UTC)
        return answer


def test_a_role_is_taken_on_again_when_its_credentials_have_expired(server: str) -> None:
    own = boto3.Session(aws_access_key_id="123456789012", aws_secret_access_key="x", region_name="eu-west-1")
    sts = Sts(own, "123456789012", server)
    aws = Aws(taken_on(sts, ROLE), "123456789012", server)
    assert sts.taken == 1
    for _ in range(3):
        caller = aws.call("sts", "get_caller_identity", "the caller")
        assert caller["Arn"] == "arn:aws:sts::123456789012:assumed-role/deployer/lakeflow"
    assert sts.taken == 2


def test_an_environment_is_deployed_by_the_role_that_it_names(tiny: Path, proxy: Proxy) -> None:
    file = tiny / "config/sandbox.toml"
    file.write_text(file.read_text().replace("endpoint =", f'assume_role = "{ROLE}"\nendpoint ='))
    at(proxy.url, tiny)("deploy", *HERE, "--yes")
    assert [action for _, action in proxy.seen[:2]] == ["AssumeRole", "GetCallerIdentity"]
    assert "Nothing to do" in at(proxy.url, tiny)("plan", *HERE)[0]


def policy(actions: list[str]) -> Resource:
    statement: Any = {"Sid": "All", "Effect": "Allow", "Action": actions, "Resource": ["*"]}
    document: Any = {"Version": "2012-10-17", "Statement": [statement]}
    properties: dict[str, Any] = {"ManagedPolicyName": "many-1", "PolicyDocument": document}
    return Resource(kind=Kind.MANAGED_POLICY, name="many-1", properties=properties, tags={"lakeflow:env": "dev"})


@pytest.mark.usefixtures("tiny")
def test_a_managed_policy_is_made_changed_more_often_than_iam_keeps_versions_and_removed(server: str) -> None:
    session = boto3.Session(aws_access_key_id="123456789012", aws_secret_access_key="x", region_name="eu-west-1")
    aws = Aws(session, "123456789012", server)
    policies, roles = ManagedPolicies(aws), Roles(aws)
    policies.create(policy(["s3:GetObject"]))
    trust: Any = {"Version": "2012-10-17", "Statement": []}
    properties: dict[str, Any] = {"RoleName": "many", "AssumeRolePolicyDocument": trust}
    attached = {**properties, "ManagedPolicyArns": ["arn:aws:iam::123456789012:policy/many-1"]}
    role = Resource(kind=Kind.ROLE, name="many", properties=attached)
    roles.create(role)
    for number in range(7):
        wanted = policy(["s3:GetObject", f"s3:PutObject{number}"])
        live = policies.read("many-1")
        assert live is not None
        policies.update(live, wanted)
        live = policies.read("many-1")
        assert live is not None
        assert live.properties == wanted.properties
        assert live.tags == wanted.tags
    made = roles.read("many")
    assert made is not None
    assert made.properties == role.properties
    roles.update(made, Resource(kind=Kind.ROLE, name="many", properties=properties))
    assert live is not None
    policies.delete(live)
    assert policies.read("many-1") is None

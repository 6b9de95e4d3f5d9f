"""Statements that several integrations need: passing on a role, hearing of a job's end, using a key."""

from collections.abc import Iterator

from lakeflow.resources.iam.arguments import Arguments
from lakeflow.resources.iam.statement import Statement
from lakeflow.resources.site import Site


def pass_role(sid: str, services: tuple[str, ...], roles: tuple[str, ...], site: Site) -> Statement:
    """Return the right to give services a role, to these alone; any role where it is not written out."""
    named = (role if role.startswith("arn:") else site.role_arn(role) for role in roles if role)
    known = tuple(named) or (site.role_arn("*"),)
    return Statement(sid, ("iam:PassRole",), known, (("StringEquals", "iam:PassedToService", services),))


def job_events(rule: str, site: Site) -> Statement:
    """Return the right to keep the managed rule by which ``.sync`` hears that a job has ended.

    https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
    """
    actions = ("events:DescribeRule", "events:PutRule", "events:PutTargets")
    return Statement("JobEvents", actions, (site.target.arn("events", f"rule/{rule}"),))


def key_use(sid: str, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to write and read under the environment's own key, where it has one."""
    key = arguments.site.settings.encryption.kms_key_arn
    if key:
        yield Statement(sid, ("kms:Decrypt", "kms:GenerateDataKey"), (key,))

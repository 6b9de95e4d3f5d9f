"""What starts executions, and what tells of those that end without a state of theirs to tell it."""

import json
from collections.abc import Iterator, Sequence

from lakeflow.asl.states import Json
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.policies import DateParam
from lakeflow.resources.machines import alias_address
from lakeflow.resources.policies import allow
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.roles import key_statements, role
from lakeflow.resources.site import ALIAS, Site

SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
"""What EventBridge Scheduler fills in.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
"""


def schedule(site: Site, pipeline: Pipeline, dead_letters: Address) -> Iterator[Resource]:
    """Yield a pipeline's schedule and the role that it starts executions with."""
    if pipeline.schedule is None:
        return
    name = site.target.name(pipeline.name)
    queue = site.target.arn("sqs", dead_letters.name)
    made = _role(site, pipeline, queue)
    if made is not None:
        yield made
    target: Json = {
        "Arn": site.alias_arn(pipeline.name),
        "RoleArn": site.settings.existing.roles.get(f"{name}-schedule") or site.role_arn(f"{name}-schedule"),
        "Input": json.dumps(scheduled_input(pipeline)),
        "DeadLetterConfig": {"Arn": queue},
        "RetryPolicy": {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 10},
    }
    group = Resource(kind=Kind.SCHEDULE_GROUP, name=site.prefix, properties={"Name": site.prefix}, tags=site.tags())
    yield group
    yield Resource(
        kind=Kind.SCHEDULE,
        name=f"{group.name}/{name}",
        properties={
            "GroupName": group.name,
            "Name": name,
            "ScheduleExpression": pipeline.schedule.expression,
            "ScheduleExpressionTimezone": pipeline.schedule.timezone,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": target,
        },
        needs=(
            alias_address(site, pipeline.name),
            dead_letters,
            group.address,
            *((made.address,) if made is not None else ()),
        ),
        location=pipeline.schedule.location,
    )


def _role(site: Site, pipeline: Pipeline, queue: str) -> Resource | None:
    """Return the role that starts executions by the alias; IAM knows the machine's own ARN, and the alias by a key.

    https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
    """
    only_alias: Json = {"ForAnyValue:StringEquals": {"states:StateMachineQualifier": [ALIAS]}}
    statements: list[Json] = [
        allow("Start", ["states:StartExecution"], [site.machine_arn(pipeline.name)], only_alias),
        allow("DeadLetters", ["sqs:SendMessage"], [queue]),
        *key_statements(site),
    ]
    name = f"{site.target.name(pipeline.name)}-schedule"
    return role(site, name, "scheduler.amazonaws.com", statements, pipeline.name)


def scheduled_input(pipeline: Pipeline) -> dict[str, Json]:
    """Return what a scheduled execution gets: the scheduled moment for every date that has no default."""
    return {
        name: SCHEDULED_TIME
        for name, param in pipeline.declared_params.items()
        if isinstance(param, DateParam) and param.default is None
    }


def ended_badly(
    site: Site, pipeline: Pipeline, topics: Sequence[Resource], dead_letters: Address
) -> Iterator[Resource]:
    """Yield the rule that tells the topics of executions stopped or timed out: no state of theirs can.

    EXPRESS machines send no events, and only their alarms tell:
    https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
    """
    if not topics or pipeline.type == "EXPRESS":
        return
    name = f"{site.target.name(pipeline.name)}-ended"
    pattern: Json = {
        "source": ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        "detail": {"status": ["ABORTED", "TIMED_OUT"], "stateMachineArn": [site.machine_arn(pipeline.name)]},
    }
    queue: Json = {"Arn": site.target.arn("sqs", dead_letters.name)}
    targets: list[Json] = [
        {"Id": topic.name, "Arn": site.target.arn("sns", topic.name), "DeadLetterConfig": queue} for topic in topics
    ]
    yield Resource(
        kind=Kind.RULE,
        name=name,
        properties={"Name": name, "EventPattern": pattern, "State": "ENABLED", "Targets": targets},
        needs=(Address(Kind.QUEUE_POLICY, dead_letters.name), *(topic.address for topic in topics)),
        tags=site.tags(pipeline.name),
    )

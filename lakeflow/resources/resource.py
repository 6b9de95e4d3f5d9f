"""A resource as a frozen value, in CloudFormation's words: its type, its name, and the properties that it should have.

The same value is planned, applied, journalled, recorded in a release and rendered as CloudFormation. Documents inside
it (an ASL definition, a policy) are JSON values, not text, so that they can be compared part by part.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from lakeflow.asl.states import Json
from lakeflow.errors import Location


class Kind(StrEnum):
    """The types of resources that lakeflow deploys; all but ``AWS::S3::Object`` are CloudFormation's own."""

    BUCKET = "AWS::S3::Bucket"
    BUCKET_POLICY = "AWS::S3::BucketPolicy"
    OBJECT = "AWS::S3::Object"
    ROLE = "AWS::IAM::Role"
    MANAGED_POLICY = "AWS::IAM::ManagedPolicy"
    LOG_GROUP = "AWS::Logs::LogGroup"
    DATABASE = "AWS::Glue::Database"
    TABLE = "AWS::Glue::Table"
    CRAWLER = "AWS::Glue::Crawler"
    GLUE_JOB = "AWS::Glue::Job"
    FUNCTION = "AWS::Lambda::Function"
    FUNCTION_ALIAS = "AWS::Lambda::Alias"
    WORKGROUP = "AWS::Athena::WorkGroup"
    TOPIC = "AWS::SNS::Topic"
    TOPIC_POLICY = "AWS::SNS::TopicPolicy"
    SUBSCRIPTION = "AWS::SNS::Subscription"
    QUEUE = "AWS::SQS::Queue"
    QUEUE_POLICY = "AWS::SQS::QueuePolicy"
    STATE_MACHINE = "AWS::StepFunctions::StateMachine"
    STATE_MACHINE_ALIAS = "AWS::StepFunctions::StateMachineAlias"
    RULE = "AWS::Events::Rule"
    SCHEDULE_GROUP = "AWS::Scheduler::ScheduleGroup"
    SCHEDULE = "AWS::Scheduler::Schedule"
    ALARM = "AWS::CloudWatch::Alarm"
    DASHBOARD = "AWS::CloudWatch::Dashboard"


STATEFUL = frozenset({Kind.BUCKET, Kind.BUCKET_POLICY, Kind.DATABASE, Kind.TABLE})
"""What keeps data, or guards it: never deleted because it was dropped from the code."""

IMMUTABLE = frozenset({Kind.OBJECT, Kind.FUNCTION_ALIAS})
"""What is named by its content: created once, never changed, kept for a rollback."""

PARTS = IMMUTABLE | {
    Kind.BUCKET_POLICY,
    Kind.QUEUE_POLICY,
    Kind.SCHEDULE,
    Kind.STATE_MACHINE_ALIAS,
    Kind.SUBSCRIPTION,
    Kind.TOPIC_POLICY,
}
"""What AWS cannot tag: it is ours because of what it is part of."""

UNTAGGED = PARTS | {Kind.DASHBOARD}
"""What bears no tags; a dashboard stands alone, and is ours if a release or a journal tells that we made it."""


class Address(NamedTuple):
    """Which resource: a type, and a physical name that is unique within the type in an account and region."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def no_properties() -> Mapping[str, Json]:
    """Return the empty properties."""
    return {}


def no_tags() -> Mapping[str, str]:
    """Return no tags."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What should exist: ``needs`` must be there before it; ``location`` is where the pipeline declares it.

    ``properties`` leave out what equals AWS's default, as a provider does when it reads. ``attributes`` are what AWS
    assigned when it was made before, such as the version that an alias pointed to.
    """

    kind: Kind
    name: str
    properties: Mapping[str, Json] = field(default_factory=no_properties)
    needs: tuple[Address, ...] = ()
    tags: Mapping[str, str] = field(default_factory=no_tags)
    attributes: Mapping[str, str] = field(default_factory=no_tags, compare=False)
    location: Location | None = field(default=None, compare=False)

    @property
    def address(self) -> Address:
        """Which resource this is."""
        return Address(self.kind, self.name)

    @property
    def is_stateful(self) -> bool:
        """Whether it keeps data."""
        return self.kind in STATEFUL

    @property
    def is_immutable(self) -> bool:
        """Whether its name tells its content."""
        return self.kind in IMMUTABLE


def placed(resources: Iterable[Resource], location: Location | None) -> Iterator[Resource]:
    """Yield resources that come with what is declared at a place; one that knows a place of its own keeps it."""
    for one in resources:
        yield one if one.location is not None else replace(one, location=location)

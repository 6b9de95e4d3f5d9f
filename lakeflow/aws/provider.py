"""The Provider port on AWS: each type of resource in the module of its service."""

from collections.abc import Callable, Mapping
from typing import Protocol

from lakeflow.aws import athena, cloudwatch, events, glue, iam, lambda_, logs, s3, scheduler, sns, sqs, stepfunctions
from lakeflow.aws.calls import NOT_YET, Aws, ExistsError, NotFoundError
from lakeflow.deploy.difference import differences
from lakeflow.deploy.provider import Live
from lakeflow.errors import ProviderError, UnownedResourceError
from lakeflow.resources.artifacts import Artifact
from lakeflow.resources.resource import PARTS, Address, Kind, Resource
from lakeflow.resources.site import ENVIRONMENT_TAG, PROJECT_TAG

UNSETTLED = (
    "cannot be assumed by Lambda",
    "is authorized to assume the provided role",
    "unable to assume",
    "Invalid principal in policy",
    "The role defined for the function",
    "must allow AWS EventBridge Scheduler to assume the role",
    "does not have permissions to perform logs",
    "is not authorized to access the Log Destination",
    "is not authorized to create managed-rule",
    "The security token included in the request is invalid. (Service:",
    "StateMachineDeleting",
    "QueueDeletedRecently",
    "EntityTemporarilyUnmodifiable",
    "ConcurrentModification",
    "A conflicting conditional operation is currently in progress",
    NOT_YET,
)
"""What services say of a role that was made a moment ago, or of a name of which something was deleted then.

IAM takes some seconds to tell everybody what a role is and may do; a machine goes when its last execution has ended, a
queue's name is free after a minute; IAM and Glue let one change a thing at a time. What AWS was seen to answer to
deploys that are as fast: https://github.com/go-to-k/cdkd/blob/main/src/deployment/retryable-errors.ts
"""

SETTLING_SECONDS = (1, 2, 4, 8, 8, 8, 8, 8, 8, 8)


class ResourceType(Protocol):
    """The four verbs for one type of resource; the provider sees to what is there already or not yet."""

    def read(self, name: str) -> Live | None:
        """Return a resource as it is now."""

    def create(self, resource: Resource) -> None:
        """Make a resource; raises ExistsError if there is one."""

    def update(self, live: Live, resource: Resource) -> None:
        """Make a live resource what it should be."""

    def delete(self, live: Live) -> None:
        """Remove a resource."""


class AwsProvider:
    """Reads and changes the resources of an account; ``artifacts`` is the code to upload, by its key."""

    def __init__(self, aws: Aws, artifacts: Mapping[str, Artifact], pause: Callable[[float], None]) -> None:
        self._pause = pause
        self._types: Mapping[Kind, ResourceType] = {
            Kind.BUCKET: s3.Buckets(aws),
            Kind.BUCKET_POLICY: s3.BucketPolicies(aws),
            Kind.OBJECT: s3.Objects(aws, artifacts),
            Kind.ROLE: iam.Roles(aws),
            Kind.MANAGED_POLICY: iam.ManagedPolicies(aws),
            Kind.LOG_GROUP: logs.LogGroups(aws),
            Kind.DATABASE: glue.Databases(aws),
            Kind.TABLE: glue.Tables(aws),
            Kind.CRAWLER: glue.Crawlers(aws),
            Kind.GLUE_JOB: glue.Jobs(aws),
            Kind.FUNCTION: lambda_.Functions(aws),
            Kind.FUNCTION_ALIAS: lambda_.Aliases(aws),
            Kind.WORKGROUP: athena.Workgroups(aws),
            Kind.TOPIC: sns.Topics(aws),
            Kind.TOPIC_POLICY: sns.TopicPolicies(aws),
            Kind.SUBSCRIPTION: sns.Subscriptions(aws),
            Kind.QUEUE: sqs.Queues(aws),
            Kind.QUEUE_POLICY: sqs.QueuePolicies(aws),
            Kind.STATE_MACHINE: stepfunctions.StateMachines(aws),
            Kind.STATE_MACHINE_ALIAS: stepfunctions.Aliases(aws),
            Kind.RULE: events.Rules(aws),
            Kind.SCHEDULE_GROUP: scheduler.Groups(aws),
            Kind.SCHEDULE: scheduler.Schedules(aws),
            Kind.ALARM: cloudwatch.Alarms(aws),
            Kind.DASHBOARD: cloudwatch.Dashboards(aws),
        }

    def read(self, address: Address) -> Live | None:
        """Return a resource as it is now."""
        return self._types[address.kind].read(address.name)

    def create(self, resource: Resource) -> None:
        """Make a resource, or what an earlier call whose answer was lost has made into it.

        It looks first: a rule, an alarm or a dashboard would be written over, and an equal topic, queue or machine
        taken for the new one.
        """
        kind = self._types[resource.kind]
        if resource.kind not in PARTS and kind.read(resource.name) is not None:
            self._take_over(kind, resource)
            return
        try:
            self._settled(lambda: kind.create(resource))
        except ExistsError:
            self._take_over(kind, resource)

    def update(self, live: Live, resource: Resource) -> None:
        """Make a live resource what it should be."""
        kind = self._types[resource.kind]
        self._settled(lambda: kind.update(live, resource))

    def delete(self, live: Live) -> None:
        """Remove a resource."""
        try:
            self._types[live.address.kind].delete(live)
        except NotFoundError:
            return

    def _take_over(self, kind: ResourceType, resource: Resource) -> None:
        live = kind.read(resource.name)
        if live is None:
            self._settled(lambda: kind.create(resource), is_going=True)
            return
        if not (resource.kind in PARTS or _has_marks(live, resource)):
            raise UnownedResourceError((str(resource.address),))
        if not resource.is_immutable and any(differences(dict(live.properties), dict(resource.properties))):
            kind.update(live, resource)

    def _settled(self, change: Callable[[], None], *, is_going: bool = False) -> None:
        """Make a change, again and again while a service has not heard of a new role yet.

        With ``is_going`` also while something of the name exists that is deleted already.
        """
        for seconds in SETTLING_SECONDS:
            try:
                change()
            except ProviderError as error:
                is_gone_soon = is_going and isinstance(error, ExistsError)
                if not is_gone_soon and not any(sign in error.message for sign in UNSETTLED):
                    raise
                self._pause(seconds)
            else:
                return
        change()


def _has_marks(live: Live, resource: Resource) -> bool:
    return all(live.tags.get(mark, "") == resource.tags.get(mark) for mark in (PROJECT_TAG, ENVIRONMENT_TAG))

"""Topics that people are told by, and the queue that keeps what could not be delivered."""

from collections.abc import Iterator, Mapping

from lakeflow.asl.states import Json
from lakeflow.resources.model import TopicResource
from lakeflow.resources.policies import allow_service, policy_document
from lakeflow.resources.resource import Kind, Resource
from lakeflow.resources.site import Site


def topics(site: Site, declared: Mapping[str, TopicResource], pipeline: str) -> Iterator[Resource]:
    """Yield the topics, who may publish to them, and a subscription for every address of the configuration."""
    for name in declared:
        if name in site.settings.existing.topics:
            continue
        properties: dict[str, Json] = {"TopicName": name}
        if site.settings.encryption.kms_key_arn:
            properties["KmsMasterKeyId"] = site.settings.encryption.kms_key_arn
        topic = Resource(kind=Kind.TOPIC, name=name, properties=properties, tags=site.tags(pipeline))
        yield topic
        yield _publishers(site, topic)
        for email in site.settings.alarms.emails:
            yield Resource(
                kind=Kind.SUBSCRIPTION,
                name=f"{name}:{email}",
                properties={"TopicArn": site.target.arn("sns", name), "Protocol": "email", "Endpoint": email},
                needs=(topic.address,),
            )


def dead_letters(site: Site) -> tuple[Resource, Resource]:
    """Return the queue that keeps for two weeks what could not be delivered, and who may send to it.

    A schedule sends by its role, a rule by the queue's policy:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """
    name = site.target.name("dead-letters")
    properties: dict[str, Json] = {"QueueName": name, "MessageRetentionPeriod": 1_209_600}
    if site.settings.encryption.kms_key_arn:
        properties["KmsMasterKeyId"] = site.settings.encryption.kms_key_arn
    queue = Resource(kind=Kind.QUEUE, name=name, properties=properties, tags=site.tags())
    ours: Json = {"ArnLike": {"aws:SourceArn": site.target.arn("events", f"rule/{site.prefix}-*")}}
    rules = allow_service("Rules", "events.amazonaws.com", "sqs:SendMessage", site.target.arn("sqs", name), ours)
    policy = Resource(
        kind=Kind.QUEUE_POLICY,
        name=name,
        properties={"PolicyDocument": policy_document([rules])},
        needs=(queue.address,),
    )
    return queue, policy


def _publishers(site: Site, topic: Resource) -> Resource:
    """Return the policy by which alarms of this account and events may be told; roles need no leave of a topic.

    With a condition nothing of EventBridge would arrive: it says nothing of where an event is from.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    """
    arn = site.target.arn("sns", topic.name)
    ours: Json = {"StringEquals": {"aws:SourceAccount": site.target.account}}
    alarms = allow_service("Alarms", "cloudwatch.amazonaws.com", "sns:Publish", arn, ours)
    events = allow_service("Events", "events.amazonaws.com", "sns:Publish", arn)
    return Resource(
        kind=Kind.TOPIC_POLICY,
        name=topic.name,
        properties={"Topics": [arn], "PolicyDocument": policy_document([alarms, events])},
        needs=(topic.address,),
    )

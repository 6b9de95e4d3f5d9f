"""Topics that people are told by, and the queue that keeps what could not be delivered."""

from collections.abc import Iterator, Mapping

from lakeflow.asl.states import Json
from lakeflow.resources.model import TopicResource
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


def dead_letters(site: Site) -> Resource:
    """Return the queue that keeps the events which started no execution, for two weeks."""
    name = site.target.name("dead-letters")
    properties: dict[str, Json] = {"QueueName": name, "MessageRetentionPeriod": 1_209_600}
    if site.settings.encryption.kms_key_arn:
        properties["KmsMasterKeyId"] = site.settings.encryption.kms_key_arn
    return Resource(kind=Kind.QUEUE, name=name, properties=properties, tags=site.tags())


def _publishers(site: Site, topic: Resource) -> Resource:
    """Return the policy by which events and alarms of this account may be told; roles need no leave of a topic."""
    arn = site.target.arn("sns", topic.name)
    document: Json = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "EventsAndAlarms",
                "Effect": "Allow",
                "Principal": {"Service": ["events.amazonaws.com", "cloudwatch.amazonaws.com"]},
                "Action": "sns:Publish",
                "Resource": arn,
                "Condition": {"StringEquals": {"aws:SourceAccount": site.target.account}},
            }
        ],
    }
    return Resource(
        kind=Kind.TOPIC_POLICY,
        name=topic.name,
        properties={"Topics": [arn], "PolicyDocument": document},
        needs=(topic.address,),
    )

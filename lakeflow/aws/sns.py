"""SNS topics, who may publish to them, and who is told."""

import json
from typing import Any

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, NotFoundError, tag_list, tag_map
from lakeflow.deploy.provider import Live
from lakeflow.resources.resource import Address, Kind, Resource


class Topics:
    """Topics; CreateTopic returns the one that exists."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a topic."""
        arn, found = topic_arn(self._aws, name), _attributes(self._aws, name)
        if found is None:
            return None
        properties: dict[str, Json] = {"TopicName": name}
        if key := found.get("KmsMasterKeyId"):
            properties["KmsMasterKeyId"] = key
        tags = self._aws.call("sns", "list_tags_for_resource", name, ResourceArn=arn)["Tags"]
        return Live(address=Address(Kind.TOPIC, name), properties=properties, tags=tag_map(tags))

    def create(self, resource: Resource) -> None:
        """Make a topic."""
        key = resource.properties.get("KmsMasterKeyId")
        attributes = {"KmsMasterKeyId": key} if key else {}
        self._aws.call(
            "sns",
            "create_topic",
            resource.name,
            Name=resource.name,
            Attributes=attributes,
            Tags=tag_list(resource.tags),
        )

    def update(self, _: Live, resource: Resource) -> None:
        """Change a topic's key."""
        arn = topic_arn(self._aws, resource.name)
        self._aws.call(
            "sns",
            "set_topic_attributes",
            resource.name,
            TopicArn=arn,
            AttributeName="KmsMasterKeyId",
            AttributeValue=resource.properties.get("KmsMasterKeyId", ""),
        )
        self._aws.call("sns", "tag_resource", resource.name, ResourceArn=arn, Tags=tag_list(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a topic with its subscriptions."""
        self._aws.call("sns", "delete_topic", live.address.name, TopicArn=topic_arn(self._aws, live.address.name))


class TopicPolicies:
    """The policy of a topic; every topic has one, and one that was never set is AWS's default."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a topic's policy, None for the default."""
        arn, found = topic_arn(self._aws, name), _attributes(self._aws, name)
        if found is None:
            return None
        document = json.loads(found.get("Policy") or "{}")
        if document.get("Id") == "__default_policy_ID" or not document:
            return None
        properties: dict[str, Json] = {"Topics": [arn], "PolicyDocument": document}
        return Live(address=Address(Kind.TOPIC_POLICY, name), properties=properties, tags={})

    def create(self, resource: Resource) -> None:
        """Set the policy."""
        self._set(resource.name, resource.properties["PolicyDocument"])

    def update(self, _: Live, resource: Resource) -> None:
        """Set the policy."""
        self.create(resource)

    def delete(self, live: Live) -> None:
        """Leave nobody but the account itself."""
        name = live.address.name
        arn = topic_arn(self._aws, name)
        owner: Json = {
            "Version": "2008-10-17",
            "Id": "__default_policy_ID",
            "Statement": [
                {
                    "Sid": "__default_statement_ID",
                    "Effect": "Allow",
                    "Principal": {"AWS": "*"},
                    "Action": ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes"],
                    "Resource": arn,
                    "Condition": {"StringEquals": {"AWS:SourceOwner": self._aws.account}},
                }
            ],
        }
        self._set(name, owner)

    def _set(self, name: str, document: Json) -> None:
        self._aws.call(
            "sns",
            "set_topic_attributes",
            name,
            TopicArn=topic_arn(self._aws, name),
            AttributeName="Policy",
            AttributeValue=json.dumps(document),
        )


class Subscriptions:
    """Subscriptions by email, named ``topic:address``; one that nobody has confirmed yet counts as there."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a subscription."""
        found = self._find(name)
        if found is None:
            return None
        properties: dict[str, Json] = {key: found[key] for key in ("TopicArn", "Protocol", "Endpoint")}
        attributes = {"SubscriptionArn": found["SubscriptionArn"]}
        return Live(address=Address(Kind.SUBSCRIPTION, name), properties=properties, tags={}, attributes=attributes)

    def create(self, resource: Resource) -> None:
        """Subscribe: the address gets a message that asks to confirm."""
        self._aws.call("sns", "subscribe", resource.name, **resource.properties)

    def update(self, live: Live, resource: Resource) -> None:
        """Subscribe anew."""
        self.delete(live)
        self.create(resource)

    def delete(self, live: Live) -> None:
        """Unsubscribe; AWS forgets one that was never confirmed by itself."""
        arn = live.attributes["SubscriptionArn"]
        if arn.startswith("arn:"):
            self._aws.call("sns", "unsubscribe", live.address.name, SubscriptionArn=arn)

    def _find(self, name: str) -> dict[str, Any] | None:
        topic, endpoint = name.split(":", 1)
        more: dict[str, str] = {}
        while True:
            try:
                page = self._aws.call(
                    "sns", "list_subscriptions_by_topic", name, TopicArn=topic_arn(self._aws, topic), **more
                )
            except NotFoundError:
                return None
            for found in page["Subscriptions"]:
                if found["Endpoint"] == endpoint:
                    return dict(found)
            if not page.get("NextToken"):
                return None
            more = {"NextToken": page["NextToken"]}


def topic_arn(aws: Aws, name: str) -> str:
    """Return a topic's ARN."""
    return f"arn:{aws.partition}:sns:{aws.region}:{aws.account}:{name}"


def _attributes(aws: Aws, name: str) -> dict[str, str] | None:
    """Return what SNS keeps of a topic, its policy included; None if there is no such topic."""
    try:
        found: dict[str, str] = aws.call("sns", "get_topic_attributes", name, TopicArn=topic_arn(aws, name))[
            "Attributes"
        ]
    except NotFoundError:
        return None
    return found

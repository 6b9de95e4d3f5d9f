"""SQS queues, and who may send to them."""

import json

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, NotFoundError
from lakeflow.deploy.provider import Live
from lakeflow.resources.resource import Address, Kind, Resource


class Queues:
    """Queues; every attribute of SQS is text."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a queue."""
        url = queue_url(self._aws, name)
        if url is None:
            return None
        wanted = ["MessageRetentionPeriod", "KmsMasterKeyId"]
        found = self._aws.call("sqs", "get_queue_attributes", name, QueueUrl=url, AttributeNames=wanted)
        attributes = found.get("Attributes", {})
        properties: dict[str, Json] = {"QueueName": name}
        if retention := attributes.get("MessageRetentionPeriod"):
            properties["MessageRetentionPeriod"] = int(retention)
        if key := attributes.get("KmsMasterKeyId"):
            properties["KmsMasterKeyId"] = key
        tags = self._aws.call("sqs", "list_queue_tags", name, QueueUrl=url).get("Tags", {})
        return Live(address=Address(Kind.QUEUE, name), properties=properties, tags=tags, attributes={"QueueUrl": url})

    def create(self, resource: Resource) -> None:
        """Make a queue."""
        self._aws.call(
            "sqs",
            "create_queue",
            resource.name,
            QueueName=resource.name,
            Attributes=_attributes(resource),
            tags=dict(resource.tags),
        )

    def update(self, live: Live, resource: Resource) -> None:
        """Change a queue's attributes."""
        url = live.attributes["QueueUrl"]
        cleared = {} if "KmsMasterKeyId" in resource.properties else {"KmsMasterKeyId": ""}
        attributes = {**cleared, **_attributes(resource)}
        self._aws.call("sqs", "set_queue_attributes", resource.name, QueueUrl=url, Attributes=attributes)
        self._aws.call("sqs", "tag_queue", resource.name, QueueUrl=url, Tags=dict(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a queue with its messages."""
        self._aws.call("sqs", "delete_queue", live.address.name, QueueUrl=live.attributes["QueueUrl"])


class QueuePolicies:
    """The one policy that a queue can have, under the name of the queue."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a queue's policy."""
        url = queue_url(self._aws, name)
        if url is None:
            return None
        found = self._aws.call("sqs", "get_queue_attributes", name, QueueUrl=url, AttributeNames=["Policy"])
        text = found.get("Attributes", {}).get("Policy")
        if not text:
            return None
        properties: dict[str, Json] = {"PolicyDocument": json.loads(text)}
        return Live(address=Address(Kind.QUEUE_POLICY, name), properties=properties, tags={})

    def create(self, resource: Resource) -> None:
        """Set the policy."""
        self._set(resource.name, json.dumps(resource.properties["PolicyDocument"]))

    def update(self, _: Live, resource: Resource) -> None:
        """Set the policy."""
        self.create(resource)

    def delete(self, live: Live) -> None:
        """Leave nobody but those whom their own policies let."""
        self._set(live.address.name, "")

    def _set(self, name: str, policy: str) -> None:
        url = queue_url(self._aws, name)
        self._aws.call("sqs", "set_queue_attributes", name, QueueUrl=url, Attributes={"Policy": policy})


def queue_url(aws: Aws, name: str) -> str | None:
    """Return the URL by which SQS knows a queue, None if there is none."""
    try:
        url: str = aws.call("sqs", "get_queue_url", name, QueueName=name)["QueueUrl"]
    except NotFoundError:
        return None
    return url


def _attributes(resource: Resource) -> dict[str, str]:
    return {key: str(value) for key, value in resource.properties.items() if key != "QueueName"}

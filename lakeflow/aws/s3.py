"""Buckets, their policies, and the code in them."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, ExistsError, NotFoundError, check_entries, tag_list, tag_map
from lakeflow.deploy.provider import Live
from lakeflow.errors import DeployError, ProviderError
from lakeflow.resources.artifacts import Artifact
from lakeflow.resources.resource import Address, Kind, Resource

UNSET = frozenset({"NoSuchLifecycleConfiguration", "NoSuchTagSet", "NoSuchPublicAccessBlockConfiguration"}) | {
    "ServerSideEncryptionConfigurationNotFoundError"
}
"""The codes by which S3 says that a bucket lacks a setting."""

SILENT_REGION = "us-east-1"
"""The region that is never named as a bucket's place, and where making a bucket that we have is no error."""


class Buckets:
    """Buckets with encryption, versioning, public access block, lifecycle and events."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a bucket."""
        try:
            self._aws.call("s3", "head_bucket", name, Bucket=name)
        except NotFoundError:
            return None
        settings: dict[str, Json] = {
            "BucketEncryption": self._encryption(name),
            "VersioningConfiguration": self._versioning(name),
            "PublicAccessBlockConfiguration": self._public_access(name),
            "LifecycleConfiguration": self._lifecycle(name),
            "NotificationConfiguration": self._notification(name),
        }
        properties: dict[str, Json] = {"BucketName": name, **{key: value for key, value in settings.items() if value}}
        return Live(address=Address(Kind.BUCKET, name), properties=properties, tags=self._tags(name))

    def create(self, resource: Resource) -> None:
        """Make a bucket with the tags by which it is known to be ours, then its settings.

        In us-east-1 whoever has the bucket already is not told: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
        """
        name, region = resource.name, self._aws.region
        given: dict[str, Any] = {"Tags": tag_list(resource.tags)}
        if region != SILENT_REGION:
            given["LocationConstraint"] = region
        self._aws.call("s3", "create_bucket", name, Bucket=name, CreateBucketConfiguration=given)
        if region == SILENT_REGION and self._tags(name) != resource.tags:
            raise ExistsError("s3:create_bucket", name, "BucketAlreadyOwnedByYou", "it exists already")
        self._put(resource, {})

    def update(self, live: Live, resource: Resource) -> None:
        """Change the settings that differ, and add our tags to those that it has: S3 puts all of them or none."""
        name, tags = resource.name, {**live.tags, **resource.tags}
        self._change("put_bucket_tagging", name, Tagging={"TagSet": tag_list(tags)})
        self._put(resource, live.properties)

    def delete(self, live: Live) -> None:
        """Remove a bucket with every version of every object in it."""
        name = live.address.name
        while self._empty(name):
            pass
        self._aws.call("s3", "delete_bucket", name, Bucket=name)

    def _put(self, resource: Resource, live: Mapping[str, Json]) -> None:
        name, wanted = resource.name, resource.properties
        puts: Mapping[str, Callable[[Any], None]] = {
            "BucketEncryption": lambda value: self._change(
                "put_bucket_encryption",
                name,
                ServerSideEncryptionConfiguration={"Rules": _rules(value)},
            ),
            "VersioningConfiguration": lambda value: self._change(
                "put_bucket_versioning", name, VersioningConfiguration=value
            ),
            "PublicAccessBlockConfiguration": lambda value: self._change(
                "put_public_access_block", name, PublicAccessBlockConfiguration=value
            ),
            "LifecycleConfiguration": lambda value: self._change(
                "put_bucket_lifecycle_configuration",
                name,
                LifecycleConfiguration={"Rules": [_lifecycle_rule(rule) for rule in value["Rules"]]},
            ),
            "NotificationConfiguration": lambda _: self._change(
                "put_bucket_notification_configuration",
                name,
                NotificationConfiguration={"EventBridgeConfiguration": {}},
            ),
        }
        for key, put in puts.items():
            if key in wanted and wanted[key] != live.get(key):
                put(wanted[key])
        if "LifecycleConfiguration" in live and "LifecycleConfiguration" not in wanted:
            self._change("delete_bucket_lifecycle", name)
        if "NotificationConfiguration" in live and "NotificationConfiguration" not in wanted:
            self._change("put_bucket_notification_configuration", name, NotificationConfiguration={})

    def _change(self, operation: str, name: str, **parameters: Any) -> None:
        self._aws.call("s3", operation, name, Bucket=name, **parameters)

    def _setting(self, operation: str, name: str) -> dict[str, Any]:
        try:
            return self._aws.call("s3", operation, name, Bucket=name)
        except ProviderError as error:
            if error.code in UNSET:
                return {}
            raise

    def _tags(self, name: str) -> dict[str, str]:
        return tag_map(self._setting("get_bucket_tagging", name).get("TagSet", ()))

    def _encryption(self, name: str) -> Json:
        rules = self._setting("get_bucket_encryption", name).get("ServerSideEncryptionConfiguration", {}).get("Rules")
        if not rules:
            return None
        return {
            "ServerSideEncryptionConfiguration": [
                {
                    "ServerSideEncryptionByDefault": rule["ApplyServerSideEncryptionByDefault"],
                    "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
                }
                for rule in rules
            ]
        }

    def _versioning(self, name: str) -> Json:
        status = self._setting("get_bucket_versioning", name).get("Status")
        return {"Status": status} if status else None

    def _public_access(self, name: str) -> Json:
        found: Json = self._setting("get_public_access_block", name).get("PublicAccessBlockConfiguration")
        return found

    def _lifecycle(self, name: str) -> Json:
        rules = self._setting("get_bucket_lifecycle_configuration", name).get("Rules", [])
        return {"Rules": [_lifecycle_read(rule) for rule in rules]} if rules else None

    def _notification(self, name: str) -> Json:
        found = self._setting("get_bucket_notification_configuration", name)
        if "EventBridgeConfiguration" not in found:
            return None
        return {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}

    def _empty(self, name: str) -> bool:
        """Delete a page of versions; tell whether there may be more."""
        page = self._aws.call("s3", "list_object_versions", name, Bucket=name)
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        doomed = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
        if doomed:
            answer = self._aws.call(
                "s3", "delete_objects", name, Bucket=name, Delete={"Objects": doomed, "Quiet": True}
            )
            check_entries("s3:delete_objects", name, answer.get("Errors", ()))
        return bool(page.get("IsTruncated"))


class BucketPolicies:
    """The one policy that a bucket can have."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a bucket's policy."""
        try:
            found = self._aws.call("s3", "get_bucket_policy", name, Bucket=name)
        except NotFoundError:
            return None
        properties: dict[str, Json] = {"Bucket": name, "PolicyDocument": json.loads(found["Policy"])}
        return Live(address=Address(Kind.BUCKET_POLICY, name), properties=properties, tags={})

    def create(self, resource: Resource) -> None:
        """Set the policy."""
        text = json.dumps(resource.properties["PolicyDocument"])
        self._aws.call("s3", "put_bucket_policy", resource.name, Bucket=resource.name, Policy=text)

    def update(self, _: Live, resource: Resource) -> None:
        """Set the policy."""
        self.create(resource)

    def delete(self, live: Live) -> None:
        """Remove the policy."""
        name = live.address.name
        self._aws.call("s3", "delete_bucket_policy", name, Bucket=name)


class Objects:
    """Files under keys that tell their content: there or not, never different."""

    def __init__(self, aws: Aws, artifacts: Mapping[str, Artifact]) -> None:
        self._aws = aws
        self._artifacts = artifacts

    def read(self, name: str) -> Live | None:
        """Return a file, without its content."""
        bucket, key = name.split("/", 1)
        try:
            found = self._aws.call("s3", "head_object", name, Bucket=bucket, Key=key)
        except NotFoundError:
            return None
        properties: dict[str, Json] = {
            "Bucket": bucket,
            "Key": key,
            "SHA256": found.get("Metadata", {}).get("sha256", ""),
        }
        return Live(address=Address(Kind.OBJECT, name), properties=properties, tags={})

    def create(self, resource: Resource) -> None:
        """Upload a file; S3 checks that it arrived whole.

        Raises:
            DeployError: nobody has the content any more.

        """
        bucket, key = resource.name.split("/", 1)
        artifact = self._artifacts.get(key)
        if artifact is None:
            raise DeployError(
                f"the code {key} of that release is neither here nor in {bucket}",
                hint="check out the revision of the release and deploy it",
            )
        self._aws.call(
            "s3",
            "put_object",
            resource.name,
            Bucket=bucket,
            Key=key,
            Body=artifact.content,
            ChecksumSHA256=base64.b64encode(bytes.fromhex(artifact.sha256)).decode(),
            Metadata={"sha256": artifact.sha256},
        )

    def update(self, _: Live, resource: Resource) -> None:
        """Upload the file again."""
        self.create(resource)

    def delete(self, live: Live) -> None:
        """Remove a file."""
        bucket, key = live.address.name.split("/", 1)
        self._aws.call("s3", "delete_object", live.address.name, Bucket=bucket, Key=key)


def _rules(encryption: Any) -> list[dict[str, Any]]:
    return [
        {
            "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"],
            "BucketKeyEnabled": rule["BucketKeyEnabled"],
        }
        for rule in encryption["ServerSideEncryptionConfiguration"]
    ]


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule in the words of S3's own API, which are not CloudFormation's."""
    own: dict[str, Any] = {"ID": rule["Id"], "Status": rule["Status"], "Filter": {"Prefix": rule["Prefix"]}}
    if "ExpirationInDays" in rule:
        own["Expiration"] = {"Days": rule["ExpirationInDays"]}
    if "AbortIncompleteMultipartUpload" in rule:
        own["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
    return own


def _lifecycle_read(rule: Mapping[str, Any]) -> dict[str, Json]:
    known: dict[str, Json] = {
        "Id": rule["ID"],
        "Status": rule["Status"],
        "Prefix": rule.get("Filter", rule).get("Prefix", ""),
    }
    if "Expiration" in rule:
        known["ExpirationInDays"] = rule["Expiration"].get("Days")
    if "AbortIncompleteMultipartUpload" in rule:
        known["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
    return known

"""The buckets of tables and of code, and the code in them."""

import base64
from collections.abc import Iterator

from lakeflow.asl.states import Json
from lakeflow.resources.artifacts import Artifact
from lakeflow.resources.code import Code
from lakeflow.resources.policies import policy_document
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.site import Site

NO_PUBLIC_ACCESS: Json = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": True,
}


def buckets(site: Site) -> Iterator[Resource]:
    """Yield the environment's buckets, each with a policy that refuses plain HTTP."""
    yield from _bucket(site, site.artifacts_bucket, {})
    if site.lake_bucket and site.lake_bucket not in {site.artifacts_bucket, *site.settings.existing.buckets}:
        rules: list[Json] = [
            {"Id": f"expire-{prefix.strip('/')}", "Status": "Enabled", "Prefix": prefix, "ExpirationInDays": days}
            for prefix, days in sorted(site.settings.lake.expire.items())
        ]
        # A load that dies while it uploads leaves parts behind that nobody sees and everybody pays for.
        rules.append(
            {
                "Id": "abort-uploads",
                "Status": "Enabled",
                "Prefix": "",
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
            }
        )
        notifications: Json = {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
        lake: dict[str, Json] = {
            "LifecycleConfiguration": {"Rules": rules},
            "NotificationConfiguration": notifications,
        }
        yield from _bucket(site, site.lake_bucket, lake)


def objects(site: Site, code: Code) -> Iterator[Resource]:
    """Yield the code of jobs and functions as objects."""
    for artifact in code.artifacts():
        yield Resource(
            kind=Kind.OBJECT,
            name=f"{site.artifacts_bucket}/{artifact.key}",
            properties={"Bucket": site.artifacts_bucket, "Key": artifact.key, "SHA256": artifact.sha256},
            needs=(site.home,),
        )


def object_address(site: Site, artifact: Artifact) -> Address:
    """Return the address of an artifact's object."""
    return Address(Kind.OBJECT, f"{site.artifacts_bucket}/{artifact.key}")


def base64_sha256(artifact: Artifact) -> str:
    """Return an artifact's hash as Lambda and S3 write it."""
    return base64.b64encode(bytes.fromhex(artifact.sha256)).decode()


def _bucket(site: Site, name: str, more: dict[str, Json]) -> Iterator[Resource]:
    key = site.settings.encryption.kms_key_arn
    encryption: Json = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key} if key else {"SSEAlgorithm": "AES256"}
    properties: dict[str, Json] = {
        "BucketName": name,
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": encryption, "BucketKeyEnabled": bool(key)}
            ]
        },
        "VersioningConfiguration": {"Status": "Enabled"},
        "PublicAccessBlockConfiguration": NO_PUBLIC_ACCESS,
        **more,
    }
    bucket = Resource(kind=Kind.BUCKET, name=name, properties=properties, tags=site.tags())
    yield bucket
    tls_only: Json = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [site.s3_arn(name), site.s3_arn(name, "*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    yield Resource(
        kind=Kind.BUCKET_POLICY,
        name=name,
        properties={"Bucket": name, "PolicyDocument": policy_document([tls_only])},
        needs=(bucket.address,),
    )

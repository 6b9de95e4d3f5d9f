"""The Athena workgroup that a project's queries run in."""

from collections.abc import Iterator

from lakeflow.asl.states import Json
from lakeflow.resources.resource import Kind, Resource
from lakeflow.resources.site import Site

SHARED = "primary"
"""The workgroup that every account has: it is nobody's to change."""


def workgroup(site: Site) -> Iterator[Resource]:
    """Yield the workgroup, unless it is the account's own; its settings win over what a client asks for."""
    if site.workgroup == SHARED:
        return
    key = site.settings.encryption.kms_key_arn
    encryption: Json = {"EncryptionOption": "SSE_KMS", "KmsKey": key} if key else {"EncryptionOption": "SSE_S3"}
    yield Resource(
        kind=Kind.WORKGROUP,
        name=site.workgroup,
        properties={
            "Name": site.workgroup,
            "WorkGroupConfiguration": {
                "EnforceWorkGroupConfiguration": True,
                "PublishCloudWatchMetricsEnabled": True,
                "EngineVersion": {"SelectedEngineVersion": "Athena engine version 3"},
                "ResultConfiguration": {
                    "OutputLocation": site.s3_uri("athena/"),
                    "EncryptionConfiguration": encryption,
                },
            },
        },
        needs=(site.home,),
        tags=site.tags(),
    )

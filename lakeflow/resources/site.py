"""Where resources go: the names, ARNs, tags and settings that all of an environment's resources share."""

from collections.abc import Mapping
from dataclasses import dataclass

from lakeflow.compiler.target import Target
from lakeflow.resources.resource import Address, Kind
from lakeflow.settings import Settings

ALIAS = "live"
"""The alias of every state machine that schedules, rules and people start executions by."""

PROJECT_TAG, ENVIRONMENT_TAG, PIPELINE_TAG = "lakeflow:project", "lakeflow:env", "lakeflow:pipeline"
"""The tags by which a resource is known to be ours; what all pipelines share has none of a pipeline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One environment of a project."""

    target: Target
    settings: Settings

    def tags(self, pipeline: str = "") -> Mapping[str, str]:
        """Return the configuration's tags and those by which a resource is known to be ours."""
        own = {PROJECT_TAG: self.target.project, ENVIRONMENT_TAG: self.target.environment}
        if pipeline:
            own[PIPELINE_TAG] = pipeline
        return {**self.settings.tags, **own}

    @property
    def prefix(self) -> str:
        """What the names of all resources start with."""
        return f"{self.target.project}-{self.target.environment}"

    @property
    def artifacts_bucket(self) -> str:
        """The bucket of code, releases and the lock; its name holds the account because S3 names are global."""
        return f"{self.prefix}-{self.target.account}-{self.target.region}-lakeflow"

    @property
    def home(self) -> Address:
        """The bucket that a deployer needs before anything else."""
        return Address(Kind.BUCKET, self.artifacts_bucket)

    @property
    def lake_bucket(self) -> str:
        """The bucket of the tables, empty if the lake is a folder."""
        return self.settings.lake.root.removeprefix("s3://").split("/")[0] if self.is_on_s3 else ""

    @property
    def lake_prefix(self) -> str:
        """The key below which the tables are, without slashes at its ends."""
        return self.settings.lake.root.removeprefix("s3://").partition("/")[2].strip("/")

    @property
    def is_on_s3(self) -> bool:
        """Whether the lake is on S3."""
        return self.settings.lake.root.startswith("s3://")

    @property
    def workgroup(self) -> str:
        """The Athena workgroup."""
        return self.target.workgroup

    def s3_uri(self, key: str) -> str:
        """Return the address of an artifact."""
        return f"s3://{self.artifacts_bucket}/{key}"

    def s3_arn(self, bucket: str, key: str = "") -> str:
        """Return the ARN of a bucket, or of what lies below a key in it."""
        return f"arn:{self.target.partition}:s3:::{bucket}" + (f"/{key}" if key else "")

    def role_arn(self, role: str) -> str:
        """Return the ARN of a role of ours."""
        return f"arn:{self.target.partition}:iam::{self.target.account}:role/{role}"

    def machine_arn(self, pipeline: str) -> str:
        """Return the ARN of a pipeline's state machine."""
        return self.target.arn("states", f"stateMachine:{self.target.name(pipeline)}")

    def alias_arn(self, pipeline: str) -> str:
        """Return the ARN that executions are started by."""
        return f"{self.machine_arn(pipeline)}:{ALIAS}"

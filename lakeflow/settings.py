"""What differs between environments, typed: config/base.toml under config/<environment>.toml."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Section(BaseModel):
    # Deferred: only the whole is validated, and building each part's own validator takes longer than compiling.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class AwsSettings(_Section):
    """The account that names and ARNs are computed for, and how to reach it.

    Without ``profile`` the usual chain of credentials applies; ``assume_role`` is a role to take on from there.
    ``endpoint`` replaces AWS's own, for an AWS in a box.
    """

    region: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]
    account: Annotated[str, Field(pattern=r"^\d{12}$")]
    partition: Literal["aws", "aws-cn", "aws-us-gov"] = "aws"
    profile: str | None = None
    assume_role: Annotated[str, Field(pattern=r"^arn:[\w-]+:iam::\d{12}:role/.+$")] | None = None
    endpoint: str | None = None


class LakeSettings(_Section):
    """Where the tables are: a folder, from the project's root, or an ``s3://`` address.

    Objects below ``expire`` prefixes are deleted after that many days.
    """

    root: str
    expire: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)


class GlueSettings(_Section):
    """What a job has that does not say otherwise."""

    version: Literal["4.0", "5.0", "5.1"] = "5.1"
    worker_type: Literal["G.1X", "G.2X", "G.4X", "G.8X", "G.12X", "G.16X", "R.1X", "R.2X", "R.4X", "R.8X"] = "G.1X"
    workers: Annotated[int, Field(ge=2, le=299)] = 2


class AthenaSettings(_Section):
    """Which workgroup runs the queries."""

    workgroup: str = "primary"


class LogSettings(_Section):
    """What executions and jobs write to CloudWatch Logs, and how many days it is kept."""

    level: Literal["ALL", "ERROR", "FATAL", "OFF"] = "ERROR"
    execution_data: bool = False
    retention_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653] = 30
    tracing: bool = False


class AlarmSettings(_Section):
    """Whom failures, throttles and time-outs of executions are told to: ``emails`` and the pipeline's own topic."""

    emails: tuple[str, ...] = ()
    dashboard: bool = True


class ExistingSettings(_Section):
    """What is there already and is used, not made: buckets, databases and topics by name, roles by what uses them."""

    buckets: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    roles: dict[str, str] = Field(default_factory=dict)


class EncryptionSettings(_Section):
    """The customer-managed KMS key of buckets, state machines, queues and topics; AWS's own keys without it."""

    kms_key_arn: Annotated[str, Field(pattern=r"^arn:[\w-]+:kms:[\w-]+:\d{12}:key/.+$")] | None = None


class RetrySettings(_Section):
    """How patient calls are whose step and pipeline do not say: with a service's passing errors, and with the call.

    ``attempts`` and ``max_delay`` (seconds) are of retries, ``timeout`` (seconds) of each attempt.
    """

    attempts: Annotated[int, Field(ge=0, le=99_999_999)] | None = None
    max_delay: Annotated[int, Field(ge=1, le=31_622_400)] | None = None
    timeout: Annotated[int, Field(ge=1, le=99_999_999)] | None = None


class CompilerSettings(_Section):
    """What the compiler goes by: ``durations`` is a JSON file, from the project's root, of seconds by step."""

    durations: str | None = None


class LocalSettings(_Section):
    """How a local run uses this machine; ``data`` is a folder of input files that a run puts into the lake first."""

    data: str | None = None
    jobs_at_once: Annotated[int, Field(ge=1, le=64)] = 2
    spark_profile: Literal["small", "large"] = "small"
    spark_conf: dict[str, str] = Field(default_factory=dict)


class Settings(_Section):
    """One environment's configuration."""

    project: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
    aws: AwsSettings
    lake: LakeSettings
    glue: GlueSettings = Field(default_factory=GlueSettings)
    athena: AthenaSettings = Field(default_factory=AthenaSettings)
    logs: LogSettings = Field(default_factory=LogSettings)
    alarms: AlarmSettings = Field(default_factory=AlarmSettings)
    encryption: EncryptionSettings = Field(default_factory=EncryptionSettings)
    existing: ExistingSettings = Field(default_factory=ExistingSettings)
    tags: dict[str, str] = Field(default_factory=dict)
    retry: RetrySettings = Field(default_factory=RetrySettings)
    compiler: CompilerSettings = Field(default_factory=CompilerSettings)
    local: LocalSettings = Field(default_factory=LocalSettings)

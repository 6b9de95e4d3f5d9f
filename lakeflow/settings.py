"""What differs between environments, typed: config/base.toml under config/<environment>.toml."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

if TYPE_CHECKING:
    from pydantic import ConfigDict


class Limits:
    """Pydantic's constraints on a value; telling them does not import Pydantic, applying them does.

    ``like`` is what to say of a value that does not fit, instead of a pattern that nobody reads.
    """

    def __init__(self, *, like: str = "", **constraints: Any) -> None:
        self._like = like
        self._constraints = constraints

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        """Return the schema of the value with the constraints, which is how Pydantic asks for them."""
        from pydantic import Field
        from pydantic_core.core_schema import custom_error_schema

        schema = handler(Annotated[source, Field(**self._constraints)])
        if not self._like:
            return schema
        return custom_error_schema(schema, "like", custom_error_message=f"should be {self._like}")


@dataclass(frozen=True, slots=True)
class AwsSettings:
    """The account that names and ARNs are computed for, and how to reach it.

    Without ``profile`` the usual chain of credentials applies; ``assume_role`` is a role to take on from there.
    ``endpoint`` replaces AWS's own, for an AWS in a box.
    """

    region: Annotated[str, Limits(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", like='text such as "eu-west-1"')]
    account: Annotated[str, Limits(pattern=r"^\d{12}$", like='text of twelve digits, such as "123456789012"')]
    partition: Literal["aws", "aws-cn", "aws-us-gov"] = "aws"
    profile: str | None = None
    assume_role: (
        Annotated[str, Limits(pattern=r"^arn:[\w-]+:iam::\d{12}:role/.+$", like="the ARN of a role")] | None
    ) = None
    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class LakeSettings:
    """Where the tables are: a folder, from the project's root, or an ``s3://`` address.

    Objects below ``expire`` prefixes are deleted after that many days.
    """

    root: str
    expire: dict[str, Annotated[int, Limits(ge=1)]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GlueSettings:
    """What a job has that does not say otherwise."""

    version: Literal["4.0", "5.0", "5.1"] = "5.1"
    worker_type: Literal["G.1X", "G.2X", "G.4X", "G.8X", "G.12X", "G.16X", "R.1X", "R.2X", "R.4X", "R.8X"] = "G.1X"
    workers: Annotated[int, Limits(ge=2, le=299)] = 2


@dataclass(frozen=True, slots=True)
class AthenaSettings:
    """Which workgroup runs the queries."""

    workgroup: str = "primary"


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What executions and jobs write to CloudWatch Logs, and how many days it is kept."""

    level: Literal["ALL", "ERROR", "FATAL", "OFF"] = "ERROR"
    execution_data: bool = False
    retention_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653] = 30
    tracing: bool = False


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """Whom failures, throttles and time-outs of executions are told to: ``emails`` and the pipeline's own topic."""

    emails: tuple[str, ...] = ()
    dashboard: bool = True


@dataclass(frozen=True, slots=True)
class ExistingSettings:
    """What is there already and is used, not made: buckets, databases and topics by name, roles by what uses them."""

    buckets: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EncryptionSettings:
    """The customer-managed KMS key of buckets, state machines, queues and topics; AWS's own keys without it."""

    kms_key_arn: (
        Annotated[str, Limits(pattern=r"^arn:[\w-]+:kms:[\w-]+:\d{12}:key/.+$", like="the ARN of a key")] | None
    ) = None


@dataclass(frozen=True, slots=True)
class RetrySettings:
    """How patient calls are whose step and pipeline do not say: with a service's passing errors, and with the call.

    ``attempts`` and ``max_delay`` (seconds) are of retries, ``timeout`` (seconds) of each attempt.
    """

    attempts: Annotated[int, Limits(ge=0, le=99_999_999)] | None = None
    max_delay: Annotated[int, Limits(ge=1, le=31_622_400)] | None = None
    timeout: Annotated[int, Limits(ge=1, le=99_999_999)] | None = None


@dataclass(frozen=True, slots=True)
class CompilerSettings:
    """What the compiler goes by: ``durations`` is a JSON file, from the project's root, of seconds by step."""

    durations: str | None = None


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """How a local run uses this machine; ``data`` is a folder of input files that a run puts into the lake first."""

    data: str | None = None
    jobs_at_once: Annotated[int, Limits(ge=1, le=64)] = 2
    spark_profile: Literal["small", "large"] = "small"
    spark_conf: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """One environment's configuration.

    ``smoke`` has, by pipeline, the parameters of an execution that its new definition must succeed in before a deploy
    switches to it.
    """

    __pydantic_config__: ClassVar["ConfigDict"] = {"extra": "forbid"}

    project: Annotated[
        str, Limits(pattern=r"^[a-z][a-z0-9-]{0,30}$", like="up to 31 lower-case letters, digits and dashes")
    ]
    aws: AwsSettings
    lake: LakeSettings
    glue: GlueSettings = field(default_factory=GlueSettings)
    athena: AthenaSettings = field(default_factory=AthenaSettings)
    logs: LogSettings = field(default_factory=LogSettings)
    alarms: AlarmSettings = field(default_factory=AlarmSettings)
    encryption: EncryptionSettings = field(default_factory=EncryptionSettings)
    existing: ExistingSettings = field(default_factory=ExistingSettings)
    tags: dict[str, str] = field(default_factory=dict)
    retry: RetrySettings = field(default_factory=RetrySettings)
    compiler: CompilerSettings = field(default_factory=CompilerSettings)
    smoke: dict[str, dict[str, str]] = field(default_factory=dict)
    local: LocalSettings = field(default_factory=LocalSettings)

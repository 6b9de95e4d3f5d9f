"""What differs between environments, typed: config/base.toml under config/<environment>.toml."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Section(BaseModel):
    # Deferred: only the whole is validated, and building each part's own validator takes longer than compiling.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class AwsSettings(_Section):
    """The account that names and ARNs are computed for."""

    region: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]
    account: Annotated[str, Field(pattern=r"^\d{12}$")]
    partition: Literal["aws", "aws-cn", "aws-us-gov"] = "aws"


class LakeSettings(_Section):
    """Where the tables are: a folder, from the project's root, or an ``s3://`` address."""

    root: str


class GlueSettings(_Section):
    """What a job has that does not say otherwise."""

    version: Literal["5.1"] = "5.1"
    worker_type: Literal["G.1X", "G.2X", "G.4X", "G.8X", "G.12X", "G.16X", "R.1X", "R.2X", "R.4X", "R.8X"] = "G.1X"
    workers: Annotated[int, Field(ge=2, le=299)] = 2


class AthenaSettings(_Section):
    """Which workgroup runs the queries."""

    workgroup: str = "primary"


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
    local: LocalSettings = Field(default_factory=LocalSettings)

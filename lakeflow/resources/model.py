"""The resources a pipeline brings with it, as frozen values; names are the physical ones, per environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lakeflow.errors import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class GlueJobResource:
    """A Glue Spark job.

    ``script`` and ``extra_py_files`` are paths from the project's root (a folder in the latter is a library: what lies
    in it can be imported); ``default_arguments`` have Glue's own form, ``{"--lake_root": "s3://..."}``; ``reads`` and
    ``writes`` are prefixes of the lake: ``silver.orders`` a table, ``landing`` a folder; ``python_modules`` are pip's.
    """

    name: str
    script: str
    extra_py_files: tuple[str, ...] = ()
    default_arguments: Mapping[str, str] = field(default_factory=dict)
    glue_version: str = "5.1"
    worker_type: str = "G.1X"
    workers: int = 2
    timeout_minutes: int = 60
    max_concurrent_runs: int = 10
    execution_class: str = "STANDARD"
    connections: tuple[str, ...] = ()
    python_modules: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaFunctionResource:
    """A Lambda function; ``handler`` is ``path/from/root.py:function``, it can import what lies in ``libraries``."""

    name: str
    handler: str
    libraries: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: int = 60
    memory_mb: int = 256
    reserved_concurrency: int | None = None
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlerResource:
    """A Glue crawler; targets are folders or tables of the lake, or ``s3://`` addresses."""

    name: str
    database: str
    s3_targets: tuple[str, ...] = ()
    delta_targets: tuple[str, ...] = ()
    table_prefix: str = ""
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicResource:
    """An SNS topic."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Everything a pipeline wants, keyed by physical name."""

    glue_jobs: Mapping[str, GlueJobResource]
    functions: Mapping[str, LambdaFunctionResource]
    topics: Mapping[str, TopicResource]
    crawlers: Mapping[str, CrawlerResource] = field(default_factory=dict)

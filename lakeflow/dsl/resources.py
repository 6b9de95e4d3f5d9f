"""Declared resources: what is deployed once and run by steps as often as they like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias

from lakeflow.dsl.declared import Declared
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.source import caller_location
from lakeflow.errors import Location

ExecutionClass: TypeAlias = Literal["STANDARD", "FLEX"]
WorkerType: TypeAlias = Literal["G.1X", "G.2X", "G.4X", "G.8X", "G.12X", "G.16X", "R.1X", "R.2X", "R.4X", "R.8X"]
"""https://docs.aws.amazon.com/glue/latest/dg/worker-types.html"""

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    from lakeflow.dsl.references import Record

    T = TypeVar("T", default=Record)  # the default is Python 3.13's, and a type checker's before
else:
    from typing import TypeVar

    T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GlueJob(metaclass=Declared):
    """A Spark script that Glue runs; ``script`` and ``libraries`` are paths from the project's root.

    Every job is given ``--lake_root`` besides its own ``arguments``; ``timeout`` is in minutes. Its role may reach what
    it ``reads`` and ``writes``: tables such as ``silver.orders``, or folders of the lake; all of it if neither is said.
    An argument such as ``secret:NAME`` (Secrets Manager) or ``ssm:NAME`` (Parameter Store) is given to the script as it
    is written, and its role may read what it names.

    ``connections`` are Glue's, by name; ``python_modules`` are installed by pip before a run on AWS, and must be
    installed here for a local one. ``execution_class="FLEX"`` runs on spare capacity: cheaper, and starting later.

    >>> from lakeflow import GlueJob
    >>> clean = GlueJob("clean_orders", script="jobs/glue/clean_orders.py", libraries=["jobs/lib"], workers=4)
    >>> copy = GlueJob(
    ...     "copy_orders",
    ...     script="jobs/glue/copy_orders.py",
    ...     connections=["shop-database"],
    ...     python_modules=["pyarrow==17.0.0"],
    ...     arguments={"password": "secret:shop/database"},
    ...     max_concurrent_runs=1,
    ...     execution_class="FLEX",
    ... )
    """

    name: str
    script: str
    libraries: Sequence[str] = ()
    arguments: Mapping[str, str] = field(default_factory=dict)
    workers: int | None = None
    worker_type: WorkerType | None = None
    timeout: int = 60
    reads: Sequence[str] = field(default=(), kw_only=True)
    writes: Sequence[str] = field(default=(), kw_only=True)
    connections: Sequence[str] = field(default=(), kw_only=True)
    python_modules: Sequence[str] = field(default=(), kw_only=True)
    max_concurrent_runs: int = field(default=10, kw_only=True)
    execution_class: ExecutionClass = field(default="STANDARD", kw_only=True)
    location: Location = field(default_factory=caller_location, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class LambdaFunction(Generic[T], metaclass=Declared):
    """A Python function that Lambda runs; ``handler`` is ``path/from/root.py:function``.

    ``returns`` is the type of what the handler returns: a TypedDict, a dataclass or a pydantic model. Fields that it
    does not have are then mistakes, and editors know those that it has. Every function finds ``LAKE_ROOT`` in its
    environment; ``timeout`` is in seconds, ``memory`` in MB. Its role may reach what it ``reads`` and ``writes``:
    tables or folders of the lake; all of it if neither is said. A variable such as ``secret:NAME`` or ``ssm:NAME`` is a
    reference that its role may read. ``reserved_concurrency`` is how many run at once at most, whose room nothing else
    in the account can take.

    >>> from typing import TypedDict
    >>> from lakeflow import LambdaFunction
    >>> class Found(TypedDict):
    ...     count: int
    ...     files: list[str]
    >>> find = LambdaFunction("find_files", handler="jobs/lambda_/find_files.py:handler", returns=Found)
    >>> tell = LambdaFunction(
    ...     "tell",
    ...     handler="jobs/lambda_/tell.py:handler",
    ...     environment={"TOKEN": "ssm:shop/token"},
    ...     reserved_concurrency=5,
    ... )
    """

    name: str
    handler: str
    libraries: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: int = 60
    memory: int = 256
    returns: type[T] | None = field(default=None, kw_only=True)
    reads: Sequence[str] = field(default=(), kw_only=True)
    writes: Sequence[str] = field(default=(), kw_only=True)
    reserved_concurrency: int | None = field(default=None, kw_only=True)
    location: Location = field(default_factory=caller_location, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class GlueCrawler(metaclass=Declared):
    """A crawler that Glue runs, which registers the tables that it finds in a ``database`` of the catalog.

    It looks through ``s3_targets``, folders of files, and ``delta_targets``, Delta tables; each is one of the lake,
    such as ``landing/orders`` or ``silver.orders``, or an ``s3://`` address. Names of tables start with
    ``table_prefix``. What a job ``writes`` is registered without a crawler.

    >>> from lakeflow import GlueCrawler
    >>> landing = GlueCrawler("landing", database="landing", s3_targets=["landing/orders"])
    >>> partner = GlueCrawler("partner", database="partner", delta_targets=["s3://partner-lake/prices"])
    """

    name: str
    database: str
    s3_targets: Sequence[str] = field(default=(), kw_only=True)
    delta_targets: Sequence[str] = field(default=(), kw_only=True)
    table_prefix: str = field(default="", kw_only=True)
    location: Location = field(default_factory=caller_location, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        if not self.s3_targets and not self.delta_targets:
            hint = 'add s3_targets=["landing/orders"] or delta_targets=["silver.orders"]'
            mistake("LF228", f"crawler {self.name!r} has nothing to crawl", hint)

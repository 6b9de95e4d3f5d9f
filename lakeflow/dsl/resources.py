"""Declared resources: what is deployed once and run by steps as often as they like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lakeflow.dsl.source import caller_location
from lakeflow.errors import Location


@dataclass(frozen=True, slots=True)
class GlueJob:
    """A Spark script that Glue runs; ``script`` and ``libraries`` are paths from the project's root.

    Every job is given ``--lake_root`` besides its own ``arguments``; ``timeout`` is in minutes. Its role may reach what
    it ``reads`` and ``writes``: tables such as ``silver.orders``, or folders of the lake; all of it if neither is said.

    >>> from lakeflow import GlueJob
    >>> clean = GlueJob("clean_orders", script="jobs/glue/clean_orders.py", libraries=["jobs/lib"], workers=4)
    """

    name: str
    script: str
    libraries: Sequence[str] = ()
    arguments: Mapping[str, str] = field(default_factory=dict)
    workers: int | None = None
    worker_type: str | None = None
    timeout: int = 60
    reads: Sequence[str] = field(default=(), kw_only=True)
    writes: Sequence[str] = field(default=(), kw_only=True)
    location: Location = field(default_factory=caller_location, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class LambdaFunction:
    """A Python function that Lambda runs; ``handler`` is ``path/from/root.py:function``.

    Every function finds ``LAKE_ROOT`` in its environment; ``timeout`` is in seconds, ``memory`` in MB. Its role may
    reach what it ``reads`` and ``writes``: tables or folders of the lake; all of it if neither is said.

    >>> from lakeflow import LambdaFunction
    >>> find = LambdaFunction("find_files", handler="jobs/lambda_/find_files.py:handler")
    """

    name: str
    handler: str
    libraries: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: int = 60
    memory: int = 256
    reads: Sequence[str] = field(default=(), kw_only=True)
    writes: Sequence[str] = field(default=(), kw_only=True)
    location: Location = field(default_factory=caller_location, compare=False, kw_only=True)

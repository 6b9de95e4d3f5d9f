"""Declared resources."""

from typing import get_args, get_type_hints

from lakeflow.dsl.resources import WorkerType
from lakeflow.settings import GlueSettings


def test_a_job_has_the_workers_that_an_environment_may_have() -> None:
    assert get_args(WorkerType) == get_args(get_type_hints(GlueSettings)["worker_type"])

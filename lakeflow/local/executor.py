"""The local TaskExecutor: every service integration that a run on this machine knows."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from lakeflow.asl.states import Json
from lakeflow.clock import Clock, SystemClock
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.local.athena.executor import AthenaExecutor
from lakeflow.local.crawler import CrawlerExecutor
from lakeflow.local.glue import GlueExecutor
from lakeflow.local.lambda_ import LambdaExecutor
from lakeflow.local.sns import SnsExecutor
from lakeflow.local.spark.lifecycle import WarmSpark
from lakeflow.local.workspace import LocalOptions, Workspace
from lakeflow.resources.model import Resources


class LocalExecutor:
    """Runs tasks on this machine; an async context manager that leaves nothing running behind.

    Spark starts with the first Glue task, or earlier with ``prewarm``.
    """

    def __init__(
        self, resources: Resources, workspace: Workspace, options: LocalOptions, clock: Clock | None = None
    ) -> None:
        clock = clock or SystemClock()
        self._spark = WarmSpark(workspace, options)
        glue = GlueExecutor(resources.glue_jobs, workspace, self._spark, clock, asyncio.Semaphore(options.jobs_at_once))
        functions = LambdaExecutor(resources.functions, workspace, options.environment, clock)
        athena = AthenaExecutor(workspace, clock)
        crawlers = CrawlerExecutor(resources.crawlers, clock, options.notify)
        self._integrations: dict[str, Callable[[ScheduledTask], Awaitable[Json]]] = {
            "arn:aws:states:::glue:startJobRun.sync": glue.start_job_run,
            "arn:aws:states:::lambda:invoke": functions.invoke,
            "arn:aws:states:::athena:startQueryExecution.sync": athena.start_query_execution,
            "arn:aws:states:::athena:getQueryResults": athena.get_query_results,
            "arn:aws:states:::aws-sdk:glue:getCrawler": crawlers.get_crawler,
            "arn:aws:states:::aws-sdk:glue:startCrawler": crawlers.start_crawler,
            "arn:aws:states:::sns:publish": SnsExecutor(resources.topics, workspace, clock).publish,
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._spark.close()

    def prewarm(self) -> None:
        """Start Spark in the background, so that the first job need not wait for it."""
        self._spark.prewarm()

    async def execute(self, task: ScheduledTask) -> Json:
        """Run one task to its end; raises TaskFailed with AWS's error name and cause."""
        run = self._integrations.get(task.resource)
        if run is None:
            raise TaskFailed(
                "States.Runtime",
                f"a local run cannot call {task.resource}; it knows {', '.join(self._integrations)}",
            )
        return await run(task)

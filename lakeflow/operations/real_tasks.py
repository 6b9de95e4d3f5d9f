"""The tasks of a run that no mock answers: what they need on this machine, and what runs them."""

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path

from lakeflow.clock import RunClock, SystemClock
from lakeflow.interpreter.executor import TaskExecutor
from lakeflow.interpreter.history import Observer
from lakeflow.interpreter.nested import NestedExecutions
from lakeflow.local.executor import LocalExecutor
from lakeflow.local.extra import JOBS, QUERIES
from lakeflow.local.workspace import LocalOptions, Workspace
from lakeflow.mocks.responses import integration
from lakeflow.operations.compiling import CompiledPipeline
from lakeflow.operations.execution import RunListener
from lakeflow.operations.lake import lake_folder, land, locked
from lakeflow.operations.nested import nested_pipelines
from lakeflow.operations.runnable import Runnable, runnable_of
from lakeflow.operations.stand_ins import StandIns
from lakeflow.project import Project, cache_folder, process_environment
from lakeflow.resources.glue_versions import differs_here
from lakeflow.resources.model import Resources
from lakeflow.resources.synthesize import synthesize
from lakeflow.runs import RunFolder
from lakeflow.settings import LocalSettings


class RealTasks:
    """Runs tasks on Spark, DuckDB and Python; without any, neither the lake nor its lock is touched."""

    def __init__(
        self,
        project: Project,
        chosen: CompiledPipeline | None,
        runnable: Runnable,
        stand_ins: StandIns,
        listener: RunListener,
    ) -> None:
        self._project = project
        self._chosen = chosen
        self._runnable = runnable
        self._stand_ins = stand_ins
        self._listener = listener
        self._nested = nested_pipelines(project, chosen, stand_ins.scripts) if chosen is not None else {}
        own = (task for name, task in runnable.tasks() if name not in stand_ins.scripts)
        others = (task for nested in self._nested.values() for _, task in runnable_of(nested).tasks())
        self._services = {integration(task.resource).partition(":")[0] for task in (*own, *others)}

    def packages(self) -> Iterator[str]:
        """Yield what must be installed."""
        yield from JOBS if "glue" in self._services else ()
        yield from QUERIES if "athena" in self._services else ()

    def prepared(self, data: Path | None) -> AbstractContextManager[None]:
        """Return the context to run in: nobody else writes to the lake, and its input files are there."""
        if self._chosen is None or not self._services:
            return nullcontext()
        return self._with_lake(self._chosen, data)

    @contextmanager
    def _with_lake(self, chosen: CompiledPipeline, data: Path | None) -> Iterator[None]:
        lake = lake_folder(self._project, chosen.settings)
        with locked(self._project.state):
            landed = land(self._project, chosen.settings, data, lake)
            if landed is not None:
                self._listener.message(landed)
            yield

    @property
    def lake(self) -> Path:
        """The folder of the lake; one of the run's own where its tasks need none."""
        if self._chosen is None or not self._services:
            return self._project.state / "lake"
        return lake_folder(self._project, self._chosen.settings)

    @asynccontextmanager
    async def executors(self, folder: RunFolder, clock: RunClock, observer: Observer) -> AsyncIterator[TaskExecutor]:
        """Yield the executor of the run's tasks; ``observer`` is told of the executions that they start."""
        resources = self._resources()
        async with self._local(resources, folder) as local:
            if resources.glue_jobs and "glue" in self._services:
                self._tell_of_version()
                local.prewarm()
            machines = {arn: nested.compiled.machine for arn, nested in self._nested.items()}
            started = NestedExecutions(
                machines=machines,
                tasks=local,
                clock=clock,
                observer=observer,
                random=random.Random(),  # noqa: S311  names of executions, not secrets
            )
            yield self._stand_ins.around(started if machines else local, self._runnable, clock)
            await started.finished()

    def _tell_of_version(self) -> None:
        difference = differs_here(self._chosen.settings.glue.version) if self._chosen is not None else ""
        if difference:
            self._listener.message(difference)

    def _resources(self) -> Resources:
        if self._chosen is None:
            return Resources(glue_jobs={}, functions={}, topics={})
        lake = str(self.lake)
        every = [
            synthesize(found.pipeline, found.target, found.settings.glue, lake)
            for found in (self._chosen, *self._nested.values())
        ]
        return Resources(
            glue_jobs={name: job for one in every for name, job in one.glue_jobs.items()},
            functions={name: function for one in every for name, function in one.functions.items()},
            topics={name: topic for one in every for name, topic in one.topics.items()},
            crawlers={name: crawler for one in every for name, crawler in one.crawlers.items()},
        )

    def _local(self, resources: Resources, folder: RunFolder) -> LocalExecutor:
        environment = process_environment()
        local = self._chosen.settings.local if self._chosen is not None else LocalSettings()
        workspace = Workspace(
            project_root=self._project.root,
            lake_root=self.lake,
            run_dir=folder.path,
            cache_dir=cache_folder(environment),
        )
        options = LocalOptions(
            jobs_at_once=local.jobs_at_once,
            spark_profile=local.spark_profile,
            spark_conf=local.spark_conf,
            environment=environment,
            notify=self._listener.message,
        )
        # Real work takes real time, whatever the run's clock.
        return LocalExecutor(resources, workspace, options, SystemClock())

"""A Spark that is there when it is needed: started on first use, and again after it died."""

import asyncio
import shutil
from dataclasses import dataclass, field

from lakeflow.errors import ToolMissingError
from lakeflow.local.spark.client import SparkClient, start_server
from lakeflow.local.spark.launch import Launch, plan_launch
from lakeflow.local.workspace import LocalOptions, Workspace


@dataclass(slots=True, eq=False)
class WarmSpark:
    """At most one Spark server at a time, for all jobs of a run."""

    workspace: Workspace
    options: LocalOptions
    starting: asyncio.Task[SparkClient] | None = None
    launch: Launch | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def prewarm(self) -> None:
        """Start Spark in the background; the first job finds it ready, or finds out why it is not."""
        if self.starting is None:
            self.starting = asyncio.create_task(self._start())

    async def client(self) -> SparkClient:
        """Return a running server, starting one if there is none or if it died.

        Raises:
            ToolMissingError: Spark cannot start on this machine.

        """
        async with self.lock:
            if self.starting is not None and self.starting.done() and await self._is_over(self.starting):
                self.starting = None
            self.prewarm()
            assert self.starting is not None
            # One job's cancellation must not stop the start that others wait for.
            return await asyncio.shield(self.starting)

    async def close(self) -> None:
        """Stop Spark if it was started, and keep what makes its next start faster."""
        if self.starting is None:
            return
        self.starting.cancel()
        (client,) = await asyncio.gather(self.starting, return_exceptions=True)
        self.starting = None
        if isinstance(client, SparkClient):
            await client.close()
        if self.launch is not None:
            self.launch.archive.make(self.options.environment)
            # Java was killed before it could tidy up: nobody should have to wait for that.
            shutil.rmtree(self.launch.settings.scratch, ignore_errors=True)

    async def _is_over(self, starting: asyncio.Task[SparkClient]) -> bool:
        if starting.cancelled() or starting.exception() is not None:
            return True
        if starting.result().lost is None:
            return False
        await starting.result().close()
        return True

    async def _start(self) -> SparkClient:
        try:
            return await self._start_once()
        except ToolMissingError:
            if self.launch is None or not self.launch.archive.discard():
                raise
        return await self._start_once()

    async def _start_once(self) -> SparkClient:
        self.launch = await asyncio.to_thread(plan_launch, self.workspace, self.options)
        log = self.workspace.run_dir / "logs" / "spark.log"
        return await start_server(self.launch.settings, self.options.environment, log)

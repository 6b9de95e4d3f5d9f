"""``aws-sdk:glue:startCrawler`` and ``getCrawler`` on this machine, where tables are found without being registered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lakeflow.asl.states import Json
from lakeflow.clock import Clock
from lakeflow.errors import TaskFailed, suggestion
from lakeflow.interpreter.context import timestamp
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.resources.model import CrawlerResource


@dataclass(frozen=True, slots=True)
class CrawlerExecutor:
    """Ends every crawl of a crawler that the pipeline declares at once, and says so through ``notify``."""

    crawlers: Mapping[str, CrawlerResource]
    clock: Clock
    notify: Callable[[str], None]
    _crawls: dict[str, str] = field(default_factory=dict)

    async def start_crawler(self, task: ScheduledTask) -> Json:
        """Take note of a crawl; raises TaskFailed for a crawler that the pipeline does not declare."""
        name = self._known(task)
        self._crawls[name] = timestamp(self.clock.now())
        self.notify(f"{name} crawls nothing here: queries find tables where they lie in the lake")
        return {}

    async def get_crawler(self, task: ScheduledTask) -> Json:
        """Return the crawler, ready, with its last crawl; raises TaskFailed as ``start_crawler`` does."""
        name = self._known(task)
        last: dict[str, Json] = {"Status": "SUCCEEDED", "StartTime": self._crawls.get(name)}
        database = self.crawlers[name].database
        return {"Crawler": {"Name": name, "DatabaseName": database, "State": "READY", "LastCrawl": last}}

    def _known(self, task: ScheduledTask) -> str:
        request = task.arguments if isinstance(task.arguments, dict) else {}
        name = str(request.get("Name", ""))
        if name not in self.crawlers:
            otherwise = "a local run knows those that the pipeline declares; mock it"
            means = suggestion(name, self.crawlers, otherwise)
            raise TaskFailed("Glue.EntityNotFoundException", f"Crawler with name {name} does not exist: {means}")
        return name

"""Run a Glue crawler."""

from typing import ClassVar, Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.ranges import Positive
from lakeflow.dsl.references import Ref, Value
from lakeflow.dsl.resources import GlueCrawler
from lakeflow.dsl.results import LastCrawl
from lakeflow.dsl.tasks.task import JobOptions, JobStep


class Crawler(JobStep):
    """Start a crawler and wait until it is done; one that is running is waited for first.

    ``crawler`` is a GlueCrawler, which is deployed with the pipeline, or the name of one that AWS has already.

    Step Functions cannot wait for crawlers by itself, so the step asks every ``poll`` seconds. ``output`` is Glue's
    account of the crawl (``LastCrawl``); a crawl that failed fails the step.

    >>> from lakeflow import Crawler, GlueCrawler, Pipeline
    >>> landing = GlueCrawler("landing", database="landing", s3_targets=["landing/orders"])
    >>> with Pipeline("shop"):
    ...     crawled = Crawler("crawl_landing", landing, timeout=1800)
    ...     theirs = Crawler("crawl_theirs", "theirs", after=crawled)
    """

    typical_seconds = 120.0
    longest: ClassVar[int] = 3600

    def __init__(
        self,
        name: str,
        crawler: GlueCrawler | str | Ref,
        *,
        poll: Positive = 30,
        **options: Unpack[JobOptions],
    ) -> None:
        super().__init__(name, **options)
        self.crawler = crawler
        self.poll = poll

    @property
    def output(self) -> LastCrawl:
        """What Glue says of the crawl; nothing of one that is not waited for."""
        return LastCrawl(StepOutput(self))

    @property
    def output_type(self) -> object:
        """LastCrawl."""
        return LastCrawl if self.wait else None

    @property
    def values(self) -> tuple[Value, ...]:
        """The crawler's name, where it is no resource of the pipeline."""
        return () if isinstance(self.crawler, GlueCrawler) else (self.crawler,)

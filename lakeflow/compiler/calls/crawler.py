"""glue:StartCrawler and GetCrawler by the AWS SDK integration: there is no optimized one that waits.

https://docs.aws.amazon.com/glue/latest/webapi/API_StartCrawler.html,
https://docs.aws.amazon.com/glue/latest/webapi/API_Crawler.html.
"""

from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import text_template
from lakeflow.dsl.resources import GlueCrawler
from lakeflow.dsl.tasks.crawler import Crawler


def call(step: Crawler, around: Surroundings) -> ServiceCall:
    """Return the call that starts the crawler."""
    return _crawler_call("startCrawler", step, around)


def state(step: Crawler, around: Surroundings) -> ServiceCall:
    """Return the call that asks how the crawler is."""
    return _crawler_call("getCrawler", step, around)._replace(timeout_seconds=60)


def _crawler_call(action: str, step: Crawler, around: Surroundings) -> ServiceCall:
    resource = around.target.integration(f"aws-sdk:glue:{action}")
    name = (
        around.target.name(step.crawler.name)
        if isinstance(step.crawler, GlueCrawler)
        else text_template(step.crawler, around.environment)
    )
    return ServiceCall(resource, {"Name": name}, timeout_seconds=60)

"""What tells people how executions go: log groups, alarms and a dashboard."""

from collections.abc import Iterator, Sequence

from lakeflow.asl.states import Json
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.site import Site

ALARMS: tuple[tuple[str, str], ...] = (
    ("failed", "ExecutionsFailed"),
    ("timed-out", "ExecutionsTimedOut"),
    ("aborted", "ExecutionsAborted"),
    ("throttled", "ExecutionThrottled"),
)
"""What a machine counts that somebody should hear of.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
"""

OF_EXPRESS = frozenset({"ExecutionsFailed", "ExecutionsTimedOut"})
"""Those that an EXPRESS machine counts: nobody can stop its executions, and its transitions have no quota."""


def log_group(site: Site, name: str, pipeline: str) -> Resource:
    """Return a log group whose entries expire."""
    properties: dict[str, Json] = {"LogGroupName": name, "RetentionInDays": site.settings.logs.retention_days}
    return Resource(kind=Kind.LOG_GROUP, name=name, properties=properties, tags=site.tags(pipeline))


def machine_log_group(site: Site, pipeline: str) -> Resource:
    """Return the log group of a state machine.

    The prefix is the one that a log delivery's resource policy covers as a whole, however many machines there are.
    """
    return log_group(site, f"/aws/vendedlogs/states/{site.target.name(pipeline)}", pipeline)


def alarms(site: Site, pipeline: Pipeline, topics: Sequence[Resource]) -> Iterator[Resource]:
    """Yield the alarms of a pipeline, which tell its topics."""
    counted = [one for one in ALARMS if pipeline.type == "STANDARD" or one[1] in OF_EXPRESS]
    for suffix, metric in counted if topics else ():
        dimension: Json = {"Name": "StateMachineArn", "Value": site.machine_arn(pipeline.name)}
        measured: dict[str, Json] = {
            "Namespace": "AWS/States",
            "MetricName": metric,
            "Dimensions": [dimension],
            "Statistic": "Sum",
        }
        yield _alarm(site, pipeline, suffix, measured, topics)


def undelivered(
    site: Site, pipeline: Pipeline, topics: Sequence[Resource], dead_letters: Address
) -> Iterator[Resource]:
    """Yield the alarm that tells a pipeline's topics that the environment's dead-letter queue holds something.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    """
    if not topics or (pipeline.schedule is None and pipeline.type == "EXPRESS"):
        return
    measured: dict[str, Json] = {
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": [{"Name": "QueueName", "Value": dead_letters.name}],
        "Statistic": "Maximum",
    }
    yield _alarm(site, pipeline, "undelivered", measured, topics)


def _alarm(
    site: Site, pipeline: Pipeline, suffix: str, measured: dict[str, Json], topics: Sequence[Resource]
) -> Resource:
    """Return an alarm that goes off at the first of what is measured."""
    name = f"{site.target.name(pipeline.name)}-{suffix}"
    actions: list[Json] = [site.target.arn("sns", topic.name) for topic in topics]
    return Resource(
        kind=Kind.ALARM,
        name=name,
        properties={
            "AlarmName": name,
            **measured,
            "Period": 300,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": actions,
        },
        needs=tuple(topic.address for topic in topics),
        tags=site.tags(pipeline.name),
    )


def dashboard(site: Site, pipelines: Sequence[str]) -> Iterator[Resource]:
    """Yield one dashboard of all pipelines: how their executions ended, and how long they took."""
    if not site.settings.alarms.dashboard or not pipelines:
        return
    name = site.prefix
    widgets: list[Json] = [
        widget
        for row, pipeline in enumerate(sorted(pipelines))
        for widget in (
            _widget(site, pipeline, row, 0, ("ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut"), "Sum"),
            _widget(site, pipeline, row, 12, ("ExecutionTime",), "Maximum"),
        )
    ]
    yield Resource(
        kind=Kind.DASHBOARD, name=name, properties={"DashboardName": name, "DashboardBody": {"widgets": widgets}}
    )


def _widget(  # noqa: PLR0913, PLR0917  a widget's place and content
    site: Site, pipeline: str, row: int, column: int, metrics: Sequence[str], statistic: str
) -> Json:
    dimension = site.machine_arn(pipeline)
    return {
        "type": "metric",
        "x": column,
        "y": row * 6,
        "width": 12,
        "height": 6,
        "properties": {
            "title": pipeline,
            "region": site.target.region,
            "stat": statistic,
            "period": 300,
            "metrics": [["AWS/States", metric, "StateMachineArn", dimension] for metric in metrics],
        },
    }

"""Calls and fields that a deploy uses and moto does not know: each as small as AWS's documentation allows.

They change moto's classes in the process that calls ``install``, which is the sandbox's own.
"""

from typing import Any

JOB_FIELDS = {
    "Description": "description",
    "LogUri": "log_uri",
    "Role": "role",
    "ExecutionClass": "execution_class",
    "ExecutionProperty": "execution_property",
    "Command": "command",
    "DefaultArguments": "default_arguments",
    "NonOverridableArguments": "non_overridable_arguments",
    "Connections": "connections",
    "MaxRetries": "max_retries",
    "Timeout": "timeout",
    "SecurityConfiguration": "security_configuration",
    "GlueVersion": "glue_version",
    "NumberOfWorkers": "number_of_workers",
    "WorkerType": "worker_type",
}
"""The fields of a JobUpdate by the names of moto's attributes; those that it lacks go back to nothing."""

MORE_JOB_FIELDS = ("JobRunQueuingEnabled", "MaintenanceWindow")
"""The fields of a job that moto forgets."""

CRAWLER_FIELDS = {
    "Role": "role",
    "DatabaseName": "database_name",
    "Targets": "targets",
    "TablePrefix": "table_prefix",
    "SchemaChangePolicy": "schema_change_policy",
    "RecrawlPolicy": "recrawl_policy",
    "Configuration": "configuration",
}


def install() -> None:
    """Teach moto UpdateJob and UpdateCrawler, to remember every field of a job, and not to refuse for conditions."""
    from moto import backends
    from moto.glue.models import FakeJob
    from moto.glue.responses import GlueResponse
    from moto.s3.models import FakeBucket
    from moto.s3.responses import S3Response
    from moto.scheduler.models import EventBridgeSchedulerBackend
    from moto.stepfunctions.models import Execution

    GlueResponse.update_job = _update_job
    GlueResponse.update_crawler = _update_crawler
    GlueResponse.create_job = _remembering(GlueResponse.create_job)
    FakeJob.as_dict = _with_more(FakeJob.as_dict)
    S3Response._bucket_response_put = _with_tags(S3Response._bucket_response_put)  # noqa: SLF001  it has no other name
    S3Response.get_bucket_notification = _telling_of_events(S3Response.get_bucket_notification)
    FakeBucket.get_permission = _get_permission
    EventBridgeSchedulerBackend.delete_schedule_group = _delete_schedule_group
    # At every call moto looks through its folder for the services there are: a third of what the call takes.
    services = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: services
    Execution.__init__ = _ended_at_once(Execution.__init__)


def _update_job(response: Any) -> Any:
    """https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateJob.html."""
    from moto.core.responses import ActionResult

    name, given = response.parameters["JobName"], response.parameters["JobUpdate"]
    job = response.glue_backend.get_job(name)
    for field, attribute in JOB_FIELDS.items():
        setattr(job, attribute, given.get(field))
    job.more_fields = {field: given[field] for field in MORE_JOB_FIELDS if field in given}
    return ActionResult({"JobName": name})


def _update_crawler(response: Any) -> Any:
    """https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateCrawler.html."""
    from moto.core.responses import EmptyResult

    crawler = response.glue_backend.get_crawler(response.parameters["Name"])
    for field, attribute in CRAWLER_FIELDS.items():
        if field in response.parameters:
            setattr(crawler, attribute, response.parameters[field])
    return EmptyResult()


def _remembering(create_job: Any) -> Any:
    def remembering(response: Any) -> Any:
        result = create_job(response)
        job = response.glue_backend.get_job(response.parameters["Name"])
        job.more_fields = {
            field: response.parameters[field] for field in MORE_JOB_FIELDS if field in response.parameters
        }
        return result

    return remembering


def _with_more(as_dict: Any) -> Any:
    def with_more(job: Any) -> dict[str, Any]:
        return {**as_dict(job), **getattr(job, "more_fields", {})}

    return with_more


def _ended_at_once(start: Any) -> Any:
    """Return a start of executions that succeed with nothing done, which moto leaves RUNNING for ever."""

    def ended(execution: Any, *args: Any, **kwargs: Any) -> None:
        start(execution, *args, **kwargs)
        if execution.status == "RUNNING":
            execution.status, execution.stop_date, execution.output = "SUCCEEDED", execution.start_date, "{}"

    return ended


def _with_tags(bucket_response_put: Any) -> Any:
    """Return a CreateBucket that gives a new bucket the tags that it comes with, which moto leaves aside.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
    """

    def with_tags(response: Any, request: Any, bucket_name: str, querystring: Any) -> Any:
        import xmltodict

        is_new = not querystring and bucket_name not in response.backend.buckets
        answer = bucket_response_put(response, request, bucket_name, querystring)
        given = xmltodict.parse(response.body, force_list=("Tag",)) if is_new and response.body else {}
        tags = (given.get("CreateBucketConfiguration") or {}).get("Tags") or {}
        if tags:
            response.backend.put_bucket_tagging(bucket_name, {one["Key"]: one["Value"] for one in tags["Tag"]})
        return answer

    return with_tags


def _telling_of_events(get_bucket_notification: Any) -> Any:
    """Return GetBucketNotificationConfiguration that tells of EventBridge, which moto takes and does not give back."""

    def telling(response: Any) -> Any:
        from moto.core.responses import ActionResult

        found = response.backend.get_bucket_notification_configuration(response.bucket_name)
        if found is None or found.event_bridge is None or found.topic or found.queue or found.cloud_function:
            return get_bucket_notification(response)
        response.data["Action"] = "GetBucketNotificationConfiguration"
        return response.serialized(ActionResult({"EventBridgeConfiguration": {}}))

    return telling


def _get_permission(bucket: Any, action: str, resource: str) -> Any:
    """Tell what a bucket's policy says, statements with a condition left aside: moto takes them for unconditional."""
    import json

    from moto.iam.access_control import IAMPolicy, PermissionResult

    document = json.loads(bucket.policy) if bucket.policy else {}
    statements = [statement for statement in document.get("Statement", []) if "Condition" not in statement]
    if not statements:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps({**document, "Statement": statements})).is_action_permitted(action, resource)


def _delete_schedule_group(backend: Any, name: str) -> None:
    """Delete a group, or say that there is none, where moto fails."""
    backend.get_schedule_group(name)
    del backend.schedule_groups[name]

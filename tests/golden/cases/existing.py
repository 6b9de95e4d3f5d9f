"""Resources that AWS has already, called with these retriers and timeouts only."""

from lakeflow import EventBridge, Glue, Lambda, Notify, Pipeline, Retry, Sqs, TaskToken

with Pipeline("existing", retry_transient=False, task_timeout="never") as existing:
    found = Lambda("find", "their-finder", payload=existing.input, retry=Retry(errors=["Busy"], attempts=2))
    loaded = Glue("load", found.output.job, args={"day": "2024-01-01"}, timeout=3600, retry_transient=True)
    asked = Sqs("ask", queue=found.output.queue, body={"token": TaskToken()}, after=loaded)
    told = Notify("tell", topic="arn:aws:sns:eu-west-1:123456789012:theirs", message="done", after=asked, retry=())
    EventBridge("announce", source="shop", detail_type="Loaded", detail=found.output.detail, after=told)

"""What other orchestrators and the CDK call an option of a step, a job or a pipeline."""

from collections.abc import Mapping

ELSEWHERE: Mapping[str, str] = {
    "task_id": "the name is the first argument",
    "id": "the name is the first argument",
    "retries": "retry=Retry(attempts=3, interval=60)",
    "retry_delay": "retry=Retry(attempts=3, interval=60)",
    "retry_policy": "retry=Retry(attempts=3, interval=60)",
    "execution_timeout": "timeout=, in seconds",
    "depends_on": "after=",
    "deps": "after=",
    "upstream": "after=",
    "trigger_rule": "a Try around what may fail, with catch() and always()",
    "catch": "a Try around the step, with catch()",
    "on_failure_callback": 'on_failure=Notify("topic") of the Pipeline',
    "default_args": "retry= and task_timeout= of the Pipeline, or a dict of your own: Lambda(..., **common)",
    "start_date": "nothing: a schedule starts when it is deployed, lakeflow run --date loads any date",
    "catchup": "nothing: lakeflow run --date FIRST --to LAST loads a range",
    "schedule_interval": 'schedule=Daily("03:00") or schedule=Schedule("rate(6 hours)")',
    "dag_id": "the name is the first argument",
    "input": "payload= or args=, with references such as step.output.count",
    "runtime": "nothing: functions run on Lambda's Python 3.11",
    "memory_size": "memory=, in MB",
    "glue_version": '[glue] version = "5.1" in config/',
    "number_of_workers": "workers=",
    "max_capacity": "workers=",
    "default_arguments": "arguments=",
    "extra_py_files": "libraries=, folders of the project",
    "role": "nothing: each has a role of its own; one that exists is named under [existing] in config/",
    "integration_pattern": "wait=False where nobody should wait: a step waits until what it started has ended",
    "result_selector": "nothing: every step's value can be read as step.output",
    "result_path": "nothing: every step's value can be read as step.output",
    "output_path": "nothing: every step's value can be read as step.output",
    "next": "after= of the step that follows, or step >> other",
}
"""By what others call an option, how it is said here."""

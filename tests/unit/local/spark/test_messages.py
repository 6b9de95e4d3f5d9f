import pytest

from lakeflow.local.spark.messages import (
    CancelJob,
    JobEnded,
    JobRequest,
    Message,
    Ready,
    RunJob,
    ServerFailed,
    ServerSettings,
    decode,
    encode,
)

SETTINGS = ServerSettings(
    java_command=("java", "-cp", "a:b"), spark_conf={"a": "1"}, project_root="/p", scratch="/s", imports="/i"
)
JOB = JobRequest(id="jr_1", script="/s.py", arguments=("--a", "é\n"), log="/l", session_conf={"k": "v"})


@pytest.mark.parametrize(
    "message",
    [SETTINGS, RunJob(job=JOB), CancelJob(id="x"), Ready(), JobEnded(id="x", error=None), ServerFailed(reason="r")],
)
def test_a_message_survives_the_pipe_as_one_line(message: Message) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1
    assert decode(line) == message

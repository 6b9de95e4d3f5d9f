"""A guarded region: one error is handled, every other one too but differently."""

from lakeflow import Fail, Format, Lambda, LambdaFunction, Notify, Pipeline, Retry, Try

with Pipeline("try_catch") as try_catch:
    find = LambdaFunction("find", handler="jobs/find.py:handler")
    with Try("careful") as careful:
        Lambda("risky", find, retry=Retry(errors=["States.TaskFailed"], attempts=2, interval=10, max_delay=60))
        Lambda("plain", find, retry=(), timeout=30)
    with careful.catch("States.Timeout"):
        Notify("slow", topic="alerts", subject="slow", message=Format("{}: {}", careful.error.Error, "took too long"))
    with careful.catch():
        told = Notify("broken", topic="alerts", message=careful.error)
        Fail("Broken", cause=careful.error.Cause, after=told)
    Lambda("after", find, after=careful)

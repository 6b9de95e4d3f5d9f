from lakeflow import Athena, Crawler, DistributedMap, Http, Lambda, Map, Pass, Pipeline, Wait

with Pipeline("ranges") as ranges:
    Pass("expected", 1, expect=-1)
    Wait("short", seconds=-5)
    with Map("each", [1], max_concurrency=-1):
        Pass("one", 1)
    with DistributedMap("many", [1], batch_size=0, tolerated_failures=-1):
        Pass("some", 1)
    Lambda("late", "theirs", timeout=0, heartbeat=-20)
    Crawler("polled", "theirs", poll=0)
    Athena("counted", "SELECT 1 AS n", columns=int)
    Athena("listed", "SELECT 1 AS n", columns={"n": list})
    Http("called", "http://example.com", connection="rates")
    Wait("true", seconds=True)
    Crawler("crawled", 5)

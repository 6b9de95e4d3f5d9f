"""Crawlers, run: started, asked until they are ready, judged."""

from typing import Any

from lakeflow import Crawler, Lambda, LambdaFunction, Pipeline
from lakeflow.errors import TaskFailed

FIND = LambdaFunction("find", handler="jobs/find.py:handler")


def declare() -> Pipeline:
    with Pipeline("shop") as shop:
        crawled = Crawler("crawl", "landing", poll=30, timeout=300)
        Lambda("report", FIND, payload={"crawl": crawled.output})
    return shop


def crawler(state: str, **last: str) -> Any:
    return {"Crawler": {"Name": "landing", "State": state, **({"LastCrawl": last} if last else {})}}


def test_a_crawler_is_asked_until_it_is_ready(play: Any) -> None:
    answers = [crawler("RUNNING"), crawler("STOPPING"), crawler("READY", Status="SUCCEEDED", LogStream="x")]
    result, asked = play(declare(), {"crawl.state": answers})
    assert result.status == "SUCCEEDED"
    assert asked["crawl"] == [{"Name": "landing"}]
    assert len(asked["crawl.state"]) == 3
    assert asked["report"][0]["Payload"] == {"crawl": {"Status": "SUCCEEDED", "LogStream": "x"}}
    assert (result.stopped - result.started).total_seconds() == 90


def test_a_crawl_that_failed_fails_the_execution_with_its_message(play: Any) -> None:
    result, _ = play(declare(), {"crawl.state": [crawler("READY", Status="FAILED", ErrorMessage="no such path")]})
    assert (result.status, result.error, result.cause) == ("FAILED", "Glue.CrawlFailed", "no such path")


def test_a_crawl_that_was_cancelled_without_a_word_fails_too(play: Any) -> None:
    result, _ = play(declare(), {"crawl.state": [crawler("READY", Status="CANCELLED")]})
    assert result.cause == "the crawl ended as CANCELLED"


def test_a_crawler_that_never_gets_ready_is_given_up(play: Any) -> None:
    result, asked = play(declare(), {"crawl.state": [crawler("RUNNING")]})
    assert (result.error, result.cause) == ("Glue.CrawlTimedOut", "not ready after 300 seconds")
    assert len(asked["crawl.state"]) == 10


def test_a_crawl_of_someone_else_is_waited_for(play: Any) -> None:
    started: list[Any] = [*[TaskFailed("Glue.CrawlerRunningException", "")] * 3, {}]
    result, asked = play(declare(), {"crawl": started, "crawl.state": [crawler("READY", Status="SUCCEEDED")]})
    assert result.status == "SUCCEEDED"
    assert len(asked["crawl"]) == 4

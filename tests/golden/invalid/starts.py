from lakeflow import BoolParam, DateParam, IntParam, Pass, Pipeline, RunPipeline, StringParam, fn

kinds = {"date": DateParam(), "days": IntParam(), "full": BoolParam(), "mode": StringParam()}

with Pipeline("told", params=kinds) as told:
    Pass("one", 1)

with Pipeline("starts", params={"date": DateParam(), "days": IntParam()}) as starts:
    date = starts.params.date
    RunPipeline("plain", told, params={"date": "tomorrow", "days": "7", "full": 1, "mode": None})
    RunPipeline("read", told, params={"date": starts.params.days, "days": date, "full": date, "mode": date > "2024"})
    RunPipeline("right", told, params={"date": fn.now(), "days": 7, "full": date > "2024", "mode": "all"})
    Pass("theirs", told.params.date)

from lakeflow import DateParam, Map, Notify, Pass, Pipeline, RunPipeline

with Pipeline("first", params={"date": DateParam()}) as first:
    total = Pass("total", 1)

alerts = Notify("alerts", message=first.params.date)

with Pipeline("other_pipeline", on_failure=alerts) as other_pipeline:
    Pass("day", {"date": first.params.date})
    Pass("sum", total.output)
    Pass("later", 1, after=total)
    with Map("each", [1, 2]) as each:
        Pass("one", each.item)
        each.returns(first.params.date)
    RunPipeline("again", total)

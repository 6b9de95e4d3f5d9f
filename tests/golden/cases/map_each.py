"""A map over a step's list; iterations return a value each."""

from lakeflow import Format, Lambda, LambdaFunction, Map, Pipeline

with Pipeline("map_each") as map_each:
    find = LambdaFunction("find", handler="jobs/find.py:handler")
    found = Lambda("found", find)
    with Map("each_file", found.output.files, max_concurrency=5) as each:
        loaded = Lambda("load", find, payload={"path": Format("incoming/{}", each.item.name)})
        checked = Lambda("check", find, payload={"item": each.item, "rows": loaded.output.rows})
        each.returns({"name": each.item.name, "rows": loaded.output.rows, "ok": checked.output.ok})
    Lambda("report", find, payload={"loads": each.output})

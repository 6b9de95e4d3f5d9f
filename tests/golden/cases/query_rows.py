"""A query with parameters, whose rows decide."""

from lakeflow import Athena, Choice, DateParam, Fail, Format, IntParam, Pipeline

with Pipeline("query_rows", params={"date": DateParam(), "least": IntParam(default=1)}) as query_rows:
    params = query_rows.params
    count = Athena("count", sql="jobs/sql/count.sql", params={"date": params.date})
    Athena(
        "inline",
        sql="SELECT 1 FROM t WHERE a > :least AND b = :name AND c = :note -- :not_this",
        params={"least": params.least, "name": "it's", "note": count.rows[0]["note"]},
        database="silver",
    )
    rows = count.rows[0]["rows"].int()
    with Choice("enough") as enough, enough.when(rows < params.least):
        Fail("TooFew", cause=Format("{} rows on {}", rows, params.date))

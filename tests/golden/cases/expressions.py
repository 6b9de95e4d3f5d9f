"""Every operator, and where parentheses are needed."""

from lakeflow import Format, IntParam, Pass, Pipeline, StringParam

with Pipeline("expressions", params={"n": IntParam(default=3), "text": StringParam(default="a")}) as expressions:
    n, text = expressions.params.n, expressions.params.text
    Pass(
        "values",
        {
            "sum": n + 1 + n,
            "difference": n - (n - 1),
            "product": (n + 1) * (n - 1) / 2 % 5,
            "reversed": 10 - n,
            "negated": ~((n == 1) | (n == 2)),
            "both": (n > 1) & (n < 9) & (n != 5),
            "text": Format("{} is {}", text, n),
            "just": Format("{}", n),
            "date": text.date(),
            "there": text.is_present(),
            "string": n.string(),
            "number": text.number(),
            "quoted": text["odd name"][0]["and"][-1],
            "list": [n, {"deep": text}],
            "length": text["list"].length(),
            "execution": expressions.execution_name,
        },
    )

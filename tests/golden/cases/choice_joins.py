"""Branches join again: what comes after the choice runs whichever was taken."""

from lakeflow import Choice, IntParam, Lambda, LambdaFunction, Pipeline, StringParam

with Pipeline(
    "choice_joins", params={"days": IntParam(default=1), "mode": StringParam(default="full", choices=("full", "delta"))}
) as choice_joins:
    params = choice_joins.params
    find = LambdaFunction("find", handler="jobs/find.py:handler")
    with Choice("how") as how:
        with how.when((params.mode == "full") & ~(params.days > 7)):
            Lambda("load_all", find)
        with how.when((params.days > 7) | (params.mode != "delta")):
            Lambda("load_much", find, payload={"days": params.days * 2 - 1})
    Lambda("publish", find, after=how)

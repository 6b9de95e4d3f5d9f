"""All that a pipeline can be told; its parameters of every kind."""

from lakeflow import BoolParam, Choice, Daily, DateParam, IntParam, Pipeline, StringParam, Succeed, Wait

with Pipeline(
    "pipeline_options",
    params={
        "date": DateParam(default="2024-01-01"),
        "days": IntParam(default=7),
        "mode": StringParam(default="full", choices=("full", "delta")),
        "force": BoolParam(default=False),
        "note": StringParam(),
    },
    schedule=Daily("03:00", timezone="Europe/Paris"),
    timeout=7200,
    comment="Everything, nightly.",
) as pipeline_options:
    params = pipeline_options.params
    wanted = params.force | ((params.mode == "full") & (params.days > 1) & (params.date != params.note))
    with Choice("wanted", comment="Is there anything to do?") as choice:
        with choice.when(wanted):
            Wait("settle", seconds=params.days, comment="Let the others finish.")
            Wait("until", until="2030-01-01T00:00:00Z")
        with choice.otherwise():
            Succeed("nothing_to_do")

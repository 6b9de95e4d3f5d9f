"""Any error is published, and fails the execution all the same."""

from lakeflow import Glue, GlueJob, Notify, Pipeline

with Pipeline("on_failure", on_failure=Notify("alerts", subject="The shop's load failed")) as on_failure:
    Glue("load", GlueJob("load", script="jobs/load.py"))

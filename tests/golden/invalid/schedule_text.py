from lakeflow import Pipeline

often = Pipeline("schedule_text", schedule="rate(6 hours)")

from lakeflow import Pipeline

quick = Pipeline("machine_type", type="express")

from lakeflow import Pass, Pipeline, StringParam

with Pipeline("dict_key", params={"size": StringParam()}) as dict_key:
    size = dict_key.params.size
    Pass("first", 1 if size else 2)
    Pass("workers", {"small": 1, "large": 5}[size])

from lakeflow import Daily, Pass, Pipeline

with Pipeline("elsewhere", schedule=Daily("03:00", timezone="Europe/Pariss")) as elsewhere:
    Pass("nothing", {})

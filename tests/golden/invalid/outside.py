from lakeflow import Wait

Wait("pause", seconds=1)

from lakeflow import Pass, Pipeline

with Pipeline("heavy") as heavy:
    book = Pass("book", {"text": "y" * 300_000})

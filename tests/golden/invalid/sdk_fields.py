from lakeflow import Http, Pass, Pipeline, Sdk, Sqs

with Pipeline("sdk_fields") as sdk_fields:
    listed = Sdk("list", "s3:listObjectsV2", {"Bucket": "lake"})
    Pass("misspelt", [listed.output.Content, listed.output.Contents[0].Keys])
    Pass("message", Sqs("tell", queue="q", body="hi").output.Id)
    Pass("status", Http("get", "https://example.com", connection="arn:c").output.Status)

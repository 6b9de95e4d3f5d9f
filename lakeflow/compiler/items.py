"""Readers and writers of a DistributedMap as ASL has them.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html,
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html.
"""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import Surroundings
from lakeflow.compiler.expressions import text_template, wrap
from lakeflow.dsl.readers import AthenaManifest, Csv, JsonFile, Reader, ResultWriter, S3Inventory, S3Objects
from lakeflow.dsl.references import Value

_FIRST_ROW: dict[str, Json] = {"CSVHeaderLocation": "FIRST_ROW"}


def item_reader(reader: Reader, around: Surroundings) -> dict[str, Json]:
    """Return the ItemReader of a DistributedMap."""
    bucket, key = _place(reader.uri, around)
    is_listing = isinstance(reader, S3Objects)
    config = _reader_config(reader)
    if reader.max_items is not None:
        config["MaxItems"] = reader.max_items
    read: dict[str, Json] = {
        "Resource": around.target.integration("s3:listObjectsV2" if is_listing else "s3:getObject")
    }
    if config:
        read["ReaderConfig"] = config
    return {**read, "Arguments": {"Bucket": bucket, "Prefix" if is_listing else "Key": key}}


def _reader_config(reader: Reader) -> dict[str, Json]:
    config: dict[str, Json] = {"InputType": reader.input_type} if reader.input_type else {}
    match reader:
        case Csv(headers=headers, delimiter=delimiter):
            config |= {"CSVHeaderLocation": "GIVEN", "CSVHeaders": list(headers)} if headers else _FIRST_ROW
            config |= {"CSVDelimiter": delimiter} if delimiter is not None else {}
        case JsonFile(pointer=pointer) if pointer is not None:
            config["ItemsPointer"] = pointer
        case S3Objects(contents=contents) if contents is not None:
            config |= {"InputType": contents, "Transformation": "LOAD_AND_FLATTEN"}
            config |= _FIRST_ROW if contents == "CSV" else {}
        case S3Inventory(manifest_type=manifest_type):
            config["ManifestType"] = manifest_type
        case AthenaManifest(contents=contents, manifest_type=manifest_type):
            config |= {"InputType": contents, "ManifestType": manifest_type}
            config |= _FIRST_ROW if contents == "CSV" else {}
        case _:
            pass
    return config


def result_writer(writer: ResultWriter, around: Surroundings) -> dict[str, Json]:
    """Return the ResultWriter of a DistributedMap."""
    bucket, prefix = _place(writer.uri, around)
    written: dict[str, Json] = {
        "Resource": around.target.integration("s3:putObject"),
        "Arguments": {"Bucket": bucket, "Prefix": prefix},
    }
    if writer.transformation is not None or writer.output_type is not None:
        written["WriterConfig"] = {
            "Transformation": writer.transformation or "NONE",
            "OutputType": writer.output_type or "JSON",
        }
    return written


def _place(uri: Value, around: Surroundings) -> tuple[str, str]:
    """Return bucket and key of ``s3://bucket/key``."""
    if isinstance(uri, str):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return bucket, key
    text = text_template(uri, around.environment).removeprefix("{% ").removesuffix(" %}")
    path = f'$substringAfter({text}, "s3://")'
    return wrap(f'$substringBefore({path}, "/")'), wrap(f'$substringAfter({path}, "/")')

"""Glue databases and tables, so that Athena finds what the jobs write."""

from collections.abc import Iterable, Iterator

from lakeflow.asl.states import Json
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.site import Site


def catalog(site: Site, written: Iterable[str], pipeline: str) -> Iterator[Resource]:
    """Yield a table for every ``database.table`` that a job writes, and the databases of these.

    Athena needs a Delta table's location and nothing more: schema and partitions are in the table's own log.
    https://docs.aws.amazon.com/athena/latest/ug/delta-lake-tables.html
    """
    if not site.is_on_s3:
        return
    names = sorted({name for name in written if "." in name})
    for database in sorted({name.split(".")[0] for name in names} - set(site.settings.existing.databases)):
        yield Resource(
            kind=Kind.DATABASE,
            name=database,
            properties={"DatabaseInput": {"Name": database, "LocationUri": _location(site, database)}},
            tags=site.tags(),
        )
    for name in names:
        database, table = name.split(".", 1)
        inside = () if database in site.settings.existing.databases else (Address(Kind.DATABASE, database),)
        yield Resource(
            kind=Kind.TABLE,
            name=name,
            properties={"DatabaseName": database, "TableInput": _table(table, _location(site, name))},
            needs=inside,
            tags=site.tags(pipeline),
        )


def _table(name: str, location: str) -> Json:
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE", "table_type": "DELTA"},
        "StorageDescriptor": {"Location": location},
    }


def _location(site: Site, name: str) -> str:
    return f"{site.settings.lake.root.rstrip('/')}/{name.replace('.', '/')}/"

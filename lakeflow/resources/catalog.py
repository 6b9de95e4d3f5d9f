"""Glue databases and tables, so that Athena finds what the jobs write."""

from collections.abc import Iterable, Iterator

from lakeflow.asl.states import Json
from lakeflow.resources.resource import Kind, Resource
from lakeflow.resources.site import Site


def catalog(site: Site, written: Iterable[str], pipeline: str) -> Iterator[Resource]:
    """Yield a table for every ``database.table`` that a job writes, and the databases of these.

    Athena needs a Delta table's location and nothing more: schema and partitions are in the table's own log.
    https://docs.aws.amazon.com/athena/latest/ug/delta-lake-tables.html
    """
    if not site.is_on_s3:
        return
    names = sorted({name for name in written if "." in name})
    made = {one.name: one for one in databases(site, [name.split(".")[0] for name in names])}
    yield from made.values()
    for name in names:
        database, table = name.split(".", 1)
        yield Resource(
            kind=Kind.TABLE,
            name=name,
            properties={"DatabaseName": database, "TableInput": _table(table, lake_uri(site, name))},
            needs=(made[database].address,) if database in made else (),
            tags=site.tags(pipeline),
        )


def databases(site: Site, names: Iterable[str]) -> Iterator[Resource]:
    """Yield the databases of these names, but those that the configuration says exist."""
    for name in sorted(set(names) - set(site.settings.existing.databases)):
        yield Resource(
            kind=Kind.DATABASE,
            name=name,
            properties={"DatabaseInput": {"Name": name, "LocationUri": lake_uri(site, name)}},
            tags=site.tags(),
        )


def lake_uri(site: Site, name: str) -> str:
    """Return where a database, table or folder of the lake is: ``silver.orders`` below ``silver/orders/``."""
    return f"{site.settings.lake.root.rstrip('/')}/{name.replace('.', '/').strip('/')}/"


def _table(name: str, location: str) -> Json:
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE", "table_type": "DELTA"},
        "StorageDescriptor": {"Location": location},
    }

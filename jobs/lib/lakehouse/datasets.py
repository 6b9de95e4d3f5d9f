"""The files that land each day: their names, columns and types."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dataset:
    """One kind of landing file; ``columns`` are (name, Spark SQL type) and ``dated`` says that each day has its own."""

    name: str
    columns: tuple[tuple[str, str], ...]
    dated: bool = True

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns that a file's header must hold, in the tables' order."""
        return tuple(name for name, _ in self.columns)

    def landing_path(self, date: str) -> str:
        """Return where the file of ``date`` lies, below ``incoming/`` and below ``archive/`` alike."""
        return f"{self.name}/{date}.csv" if self.dated else f"{self.name}.csv"


PRODUCTS = Dataset(
    "products",
    (("product_id", "INT"), ("department_id", "INT"), ("department", "STRING"), ("product_name", "STRING")),
    dated=False,
)
ORDERS = Dataset(
    "orders",
    (
        ("order_num", "INT"),
        ("order_id", "INT"),
        ("user_id", "INT"),
        ("order_timestamp", "TIMESTAMP"),
        ("total_amount", "DECIMAL(10,2)"),
        ("date", "DATE"),
    ),
)
ORDER_ITEMS = Dataset(
    "order_items",
    (
        ("id", "INT"),
        ("order_id", "INT"),
        ("user_id", "INT"),
        ("days_since_prior_order", "INT"),
        ("product_id", "INT"),
        ("add_to_cart_order", "INT"),
        # Not BOOLEAN: Spark reads 0 and 1 as no boolean at all.
        ("reordered", "INT"),
        ("order_timestamp", "TIMESTAMP"),
        ("date", "DATE"),
    ),
)
DATASETS = {dataset.name: dataset for dataset in (PRODUCTS, ORDERS, ORDER_ITEMS)}


def dataset_named(name: str) -> Dataset:
    """Return the dataset; raises ValueError, with the names there are, for any other name."""
    if name not in DATASETS:
        raise ValueError(f"there is no dataset {name!r}, only {', '.join(DATASETS)}")
    return DATASETS[name]

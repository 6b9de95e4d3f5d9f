"""The landing files: where they lie and which there are."""

import pytest
from lakehouse.datasets import dataset_named


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("products", "products.csv"),
        ("orders", "orders/2025-04-01.csv"),
        ("order_items", "order_items/2025-04-01.csv"),
    ],
)
def test_a_dated_dataset_has_a_file_for_each_day(name: str, path: str) -> None:
    assert dataset_named(name).landing_path("2025-04-01") == path


def test_an_unknown_dataset_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match="no dataset 'refunds', only products, orders, order_items"):
        dataset_named("refunds")

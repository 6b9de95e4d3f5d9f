"""Make a small data set to try the lakehouse on: a shop's products, orders and order lines, with all that goes wrong.

    python jobs/sample_data.py --date 2024-01-01 [--days N] [--out data] [--seed 7] [--orders 200]

The same arguments give the same files. Beside good rows every day holds each kind of bad line, bad row and
duplicate; ``sample_data`` returns how many of each it planted, as the lakehouse must count them once every day is
loaded.
"""

import argparse
import csv
import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

# A row as the file holds it: a missing value is the empty string.
Row = dict[str, object]
# What to change in a good row, and the reasons for which the lakehouse must then refuse it.
Flaw = tuple[Row, tuple[str, ...]]

EPOCH = dt.date(2020, 1, 1)
# Numbers never meet between days: each day has this many order ids to give, and each order as many line ids.
ORDER_IDS_A_DAY = 10_000
LINE_IDS_AN_ORDER = 20
FIRST_FLAWED = 9_000
CUSTOMERS = 150
PRODUCTS = 120
DEPARTMENTS = ("Books", "Clothing", "Electronics", "Home", "Sports", "Toys", " books ", "SPORTING GOODS", "Household")
WORDS = ("River", "Stone", "Cloud", "Ember", "Maple", "Harbor", "Lamp, large", "Rock & Roll!", "Café_au_lait")

PRODUCT_FLAWS: tuple[Flaw, ...] = (
    ({"product_id": ""}, ("Null product_id",)),
    ({"product_id": 0}, ("Non-positive product_id",)),
    ({"department_id": ""}, ("Null department_id",)),
    ({"department_id": -3}, ("Non-positive department_id",)),
    ({"department": "  "}, ("Null department",)),
    ({"product_name": ""}, ("Null product name",)),
    ({"product_name": " ?! "}, ("Null product name",)),
    ({"product_id": "", "product_name": ""}, ("Null product_id", "Null product name")),
)
ORDER_FLAWS: tuple[Flaw, ...] = (
    ({"total_amount": "0.00"}, ("Non-positive total amount",)),
    ({"total_amount": "-12.50"}, ("Non-positive total amount",)),
    ({"total_amount": "50000.01"}, ("Total amount above 50000",)),
    ({"total_amount": ""}, ("Null total amount",)),
    ({"order_id": ""}, ("Null order_id",)),
    ({"order_id": -7}, ("Non-positive order_id",)),
    ({"order_num": ""}, ("Null order_num",)),
    ({"user_id": ""}, ("Null user_id",)),
    ({"user_id": 0}, ("Non-positive user_id",)),
    ({"order_timestamp": ""}, ("Invalid timestamp",)),
    ({"order_id": "", "total_amount": "-1.00"}, ("Null order_id", "Non-positive total amount")),
)
ITEM_FLAWS: tuple[Flaw, ...] = (
    ({"id": ""}, ("Null id",)),
    ({"id": 0}, ("Non-positive id",)),
    ({"order_id": ""}, ("Null order_id",)),
    ({"order_id": -1}, ("Non-positive order_id", "Invalid order_id reference")),
    ({"user_id": ""}, ("Null user_id",)),
    ({"product_id": ""}, ("Null product_id",)),
    ({"product_id": 0}, ("Non-positive product_id", "Invalid product_id reference")),
    ({"add_to_cart_order": ""}, ("Null add_to_cart_order",)),
    ({"add_to_cart_order": 0}, ("Invalid add_to_cart_order",)),
    ({"add_to_cart_order": 51}, ("Invalid add_to_cart_order",)),
    ({"reordered": 2}, ("Invalid reordered",)),
    ({"reordered": ""}, ("Invalid reordered",)),
    ({"days_since_prior_order": -1}, ("Negative days_since_prior_order",)),
    ({"order_timestamp": ""}, ("Invalid timestamp",)),
    ({"order_id": 1}, ("Invalid order_id reference",)),
    ({"product_id": 999_999}, ("Invalid product_id reference",)),
)
# Lines that cannot be read as rows at all.
UNREADABLE_ORDERS: tuple[Flaw, ...] = (
    ({"order_id": "abc"}, ("Unparsable order_id",)),
    ({"user_id": "12.5"}, ("Unparsable user_id",)),
    ({"total_amount": "twelve"}, ("Unparsable total_amount",)),
    ({"order_timestamp": "yesterday"}, ("Unparsable order_timestamp",)),
    ({"order_timestamp": "2024-13-45T10:00:00"}, ("Unparsable order_timestamp",)),
    ({"date": "1999-12-31"}, ("Date is not the file's",)),
    ({"order_id": "abc", "date": ""}, ("Unparsable order_id", "Date is not the file's")),
    ({"order_num": "1,2"}, ("Unparsable order_num",)),
)
UNREADABLE_ITEMS: tuple[Flaw, ...] = (
    ({"reordered": "true"}, ("Unparsable reordered",)),
    ({"id": "99999999999"}, ("Unparsable id",)),
)
UNREADABLE_PRODUCTS: tuple[Flaw, ...] = (({"product_id": "P-1"}, ("Unparsable product_id",)),)


@dataclass(slots=True)
class Manifest:
    """What was planted, by the table (``rejected.<table>``) and date that must show it; products have the date ``""``.

    ``lines`` counts the data lines of each file, by dataset and date. A row with two reasons counts under both.
    """

    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    reasons: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def plant(self, table: str, date: object, *reasons: str) -> None:
        """Count one row that ``rejected.<table>`` must show for these reasons."""
        self.reasons.setdefault((table, str(date)), Counter()).update(reasons)


@dataclass(frozen=True, slots=True)
class Shop:
    """Makes the good rows of any day, always the same for the same ``seed``."""

    seed: int
    orders_a_day: int

    def products(self) -> list[Row]:
        """Return the products; ``department_id`` says nothing about the department, as in real deliveries."""
        chance = self._chance("products")
        return [
            {
                "product_id": number,
                "department_id": chance.randint(1, 6),
                "department": chance.choice(DEPARTMENTS),
                "product_name": f"Product_{number}_{chance.choice(WORDS)}",
            }
            for number in range(1, PRODUCTS + 1)
        ]

    def orders(self, day: dt.date) -> list[Row]:
        """Return the orders of a day; a few customers order often."""
        chance = self._chance("orders", day)
        return [
            {
                "order_num": chance.randint(1, 100),
                "order_id": order_id(day, number),
                "user_id": 1001 + int(CUSTOMERS * chance.random() ** 3),
                "order_timestamp": f"{day}T{chance.randint(6, 21):02}:{chance.randint(0, 59):02}:00",
                "total_amount": f"{chance.randint(2000, 49999) / 100:.2f}",
                "date": f"{day}",
            }
            for number in range(self.orders_a_day)
        ]

    def items(self, day: dt.date) -> list[Row]:
        """Return the lines of a day's orders; every tenth order has none."""
        chance = self._chance("items", day)
        orders = [order for number, order in enumerate(self.orders(day)) if number % 10 != 9]
        return [self._item(chance, order, place) for order in orders for place in range(1, chance.randint(2, 7))]

    def _item(self, chance: random.Random, order: Row, place: int) -> Row:
        return {
            "id": int(str(order["order_id"])) * LINE_IDS_AN_ORDER + place,
            "order_id": order["order_id"],
            "user_id": order["user_id"],
            "days_since_prior_order": chance.choice(["", *range(41)]),
            "product_id": chance.randint(1, PRODUCTS),
            "add_to_cart_order": place,
            "reordered": chance.randint(0, 1),
            "order_timestamp": order["order_timestamp"],
            "date": order["date"],
        }

    def _chance(self, *parts: object) -> random.Random:
        # One generator a file, so that a day is the same however many are made.
        return random.Random(":".join(map(str, (self.seed, *parts))))  # noqa: S311  it makes up a shop, not a secret


def order_id(day: dt.date, number: int) -> int:
    """Return the id of the ``number``-th order of a day."""
    return (day - EPOCH).days * ORDER_IDS_A_DAY + number


def sample_data(out: Path, dates: Iterable[dt.date], *, seed: int = 7, orders_a_day: int = 200) -> Manifest:
    """Write products.csv, orders/ and order_items/ below ``out``, and return what was planted in them."""
    shop, manifest, days = Shop(seed, orders_a_day), Manifest(), sorted(dates)
    write(out, "products", "", _products(shop, manifest), manifest)
    for position, day in enumerate(days):
        before = days[position - 1] if position else None
        after = days[position + 1] if position + 1 < len(days) else None
        write(out, "orders", f"{day}", _orders(shop, day, before, manifest), manifest)
        write(out, "order_items", f"{day}", _items(shop, day, (before, after), manifest), manifest)
    return manifest


def write(out: Path, dataset: str, date: str, rows: list[Row], manifest: Manifest) -> None:
    """Write one file, and one more line that has a field too few, and a blank one, which counts for nothing."""
    file = out / dataset / f"{date}.csv" if date else out / f"{dataset}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows)
        stream.write("1,2\n\n")
    manifest.plant(f"bronze_{dataset}", date, "Wrong number of columns")
    manifest.lines[dataset, date] = len(rows) + 1


def _products(shop: Shop, manifest: Manifest) -> list[Row]:
    rows = shop.products()
    fresh = ({**rows[0], "product_id": FIRST_FLAWED + number} for number in range(100))
    flawed = _flawed(fresh, PRODUCT_FLAWS, ("products", ""), manifest)
    unreadable = _flawed(fresh, UNREADABLE_PRODUCTS, ("bronze_products", ""), manifest)
    manifest.plant("products", "", "Duplicate product_id")
    manifest.plant("products", "", "Duplicate product_id")
    return [*rows, *flawed, *unreadable, rows[0], {**rows[1], "product_name": "Renamed"}]


def _orders(shop: Shop, day: dt.date, before: dt.date | None, manifest: Manifest) -> list[Row]:
    rows = shop.orders(day)
    fresh = ({**rows[0], "order_id": order_id(day, FIRST_FLAWED + number)} for number in range(100))
    flawed = _flawed(fresh, ORDER_FLAWS, ("orders", f"{day}"), manifest)
    unreadable = _flawed(fresh, UNREADABLE_ORDERS, ("bronze_orders", f"{day}"), manifest)
    yesterday = shop.orders(before) if before else []
    again = _again("orders", "Duplicate order_id", (rows, day), (yesterday, before), manifest)
    return [*rows, *flawed, *unreadable, *again]


def _items(
    shop: Shop, day: dt.date, neighbours: tuple[dt.date | None, dt.date | None], manifest: Manifest
) -> list[Row]:
    before, after = neighbours
    rows = shop.items(day)
    first_id = order_id(day, FIRST_FLAWED) * LINE_IDS_AN_ORDER
    fresh = ({**rows[0], "id": first_id + number} for number in range(100))
    of_refused_order: Flaw = ({"order_id": order_id(day, FIRST_FLAWED)}, ("Invalid order_id reference",))
    of_refused_product: Flaw = ({"product_id": FIRST_FLAWED + 4}, ("Invalid product_id reference",))
    flaws = (*ITEM_FLAWS, of_refused_order, of_refused_product)
    flawed = _flawed(fresh, flaws, ("order_items", f"{day}"), manifest)
    unreadable = _flawed(fresh, UNREADABLE_ITEMS, ("bronze_order_items", f"{day}"), manifest)
    yesterday = shop.items(before) if before else []
    again = _again("order_items", "Duplicate id", (rows, day), (yesterday, before), manifest)
    # Its order arrives only tomorrow: refused today, it must be taken back then.
    early = [{**next(fresh), "order_id": order_id(after, 0)}] if after else []
    return [*rows, *flawed, *unreadable, *again, *early]


def _flawed(fresh: Iterator[Row], flaws: tuple[Flaw, ...], where: tuple[str, str], manifest: Manifest) -> list[Row]:
    for _, reasons in flaws:
        manifest.plant(*where, *reasons)
    return [{**next(fresh), **changes} for changes, _ in flaws]


def _again(
    table: str,
    reason: str,
    today: tuple[list[Row], dt.date],
    yesterday: tuple[list[Row], dt.date | None],
    manifest: Manifest,
) -> list[Row]:
    """Return rows that come again: an exact copy, an older and a newer version, and the same of the day before's."""
    rows, day = today
    old, before = yesterday
    exact, older, newer = rows[1], _earlier(rows[2]), _later(rows[3])
    for _ in (exact, older, newer):
        manifest.plant(table, day, reason)
    if before is None:
        return [exact, older, newer]
    manifest.plant(table, before, reason)
    manifest.plant(table, day, reason)
    late = {**old[4], "order_timestamp": f"{day}T05:00:00", "date": f"{day}"}
    stale = {**_earlier(old[5]), "date": f"{day}"}
    return [exact, older, newer, late, stale]


def _earlier(row: Row) -> Row:
    return {**row, "order_timestamp": f"{str(row['order_timestamp'])[:10]}T04:00:00"}


def _later(row: Row) -> Row:
    return {**row, "order_timestamp": f"{str(row['order_timestamp'])[:10]}T23:00:00"}


def main() -> None:
    """Parse the arguments, write the files, and say what they hold."""
    parser = argparse.ArgumentParser(description="Make a small data set for the lakehouse, bad rows included.")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True, help="the first day, YYYY-MM-DD")
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--orders", type=int, default=200, help="orders a day, 10 to 8000")
    args = parser.parse_args()
    if not 10 <= args.orders <= 8000 or args.days < 1:
        parser.error("--orders must be 10 to 8000, and --days at least 1")
    dates = [args.date + dt.timedelta(days=number) for number in range(args.days)]
    manifest = sample_data(args.out, dates, seed=args.seed, orders_a_day=args.orders)
    for (dataset, date), lines in manifest.lines.items():
        print(f"{args.out / dataset}{'/' if date else ''}{date}.csv  {lines} lines")
    planted = sum(reasons.total() for reasons in manifest.reasons.values())
    print(f"{planted} reasons to refuse a line are planted in them")


if __name__ == "__main__":
    main()

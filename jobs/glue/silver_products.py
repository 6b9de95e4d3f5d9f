"""Clean the products: department names made uniform, names stripped of punctuation, one row a product.

    --date YYYY-MM-DD  the day of the run; the products themselves have no date

A department is known by its name: ``department_id`` does not determine it, and is kept as an attribute.
"""

import sys

from awsglue.utils import getResolvedOptions
from lakehouse.lake import EVERYWHERE, open_lake
from lakehouse.quality import Rule
from lakehouse.silver import SilverTable, refine

# Words by which the departments are recognised, whatever they are called in a delivery.
DEPARTMENT_WORDS = {
    "Books": ("book",),
    "Clothing": ("cloth", "apparel"),
    "Electronics": ("electronic", "tech"),
    "Food": ("grocery", "food"),
    "Home": ("home", "household"),
    "Sports": ("sport",),
    "Toys": ("toy",),
}
CASES = " ".join(
    f"WHEN lower(department) LIKE '%{word}%' THEN '{department}'"
    for department, words in DEPARTMENT_WORDS.items()
    for word in words
)
DEPARTMENT = f"CASE {CASES} ELSE initcap(trim(department)) END"
PRODUCT_NAME = r"trim(regexp_replace(product_name, r'[^\p{L}\p{N}_\s]', ''))"

PRODUCTS = SilverTable(
    name="products",
    key="product_id",
    rules=(
        Rule("product_id IS NOT NULL", "Null product_id"),
        Rule("product_id > 0", "Non-positive product_id"),
        Rule("department_id IS NOT NULL", "Null department_id"),
        Rule("department_id > 0", "Non-positive department_id"),
        Rule("coalesce(trim(department), '') <> ''", "Null department"),
        Rule(f"coalesce({PRODUCT_NAME}, '') <> ''", "Null product name"),
    ),
    preference=("product_name", "department", "department_id"),
    columns=(
        "product_id",
        "department_id",
        f"{DEPARTMENT} AS department",
        f"{PRODUCT_NAME} AS product_name",
        "true AS is_active",
    ),
    partition_by=None,
)


def main() -> None:
    """Run the job with the arguments that Glue gives it."""
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake_root", "date"])
    lake = open_lake(args["lake_root"])
    refine(lake, PRODUCTS, lake.read("bronze.products"), scope=EVERYWHERE, date=args["date"])


if __name__ == "__main__":
    main()

-- Does the lake hold together after the run of a date? One row: how many checks failed, and what each of them found.
-- A check counts what is wrong (rows, or cents' worth of difference): 0 passes. Counts are of the tables themselves,
-- so that a job that miscounts its own work is found out.
WITH checks AS (
    SELECT
        -- read = valid + rejected + duplicates; rejected holds the duplicates, under a reason of their own
        (SELECT count(*) FROM bronze.products)
            - (SELECT count(*) FROM silver.products)
            - (SELECT count(*) FROM rejected.products) AS products_unaccounted,
        (SELECT count(*) FROM bronze.orders WHERE date = CAST(:date AS DATE))
            - (SELECT count(*) FROM silver.orders WHERE date = CAST(:date AS DATE))
            - (SELECT count(*) FROM rejected.orders WHERE date = CAST(:date AS DATE)) AS orders_unaccounted,
        (SELECT count(*) FROM bronze.order_items WHERE date = CAST(:date AS DATE))
            - (SELECT count(*) FROM silver.order_items WHERE date = CAST(:date AS DATE))
            - (SELECT count(*) FROM rejected.order_items WHERE date = CAST(:date AS DATE)) AS order_items_unaccounted,

        (SELECT count(*) - count(DISTINCT product_id) FROM silver.products) AS products_not_unique,
        (SELECT count(*) - count(DISTINCT order_id) FROM silver.orders) AS orders_not_unique,
        (SELECT count(*) - count(DISTINCT id) FROM silver.order_items) AS order_items_not_unique,

        (SELECT count(*) FROM silver.order_items AS i
            LEFT JOIN silver.orders AS o ON o.order_id = i.order_id
            WHERE o.order_id IS NULL) AS items_without_order,
        (SELECT count(*) FROM silver.order_items AS i
            LEFT JOIN silver.products AS p ON p.product_id = i.product_id
            WHERE p.product_id IS NULL) AS items_without_product,

        (SELECT count(*) FROM silver.orders WHERE date = CAST(:date AS DATE))
            - (SELECT coalesce(sum(order_count), 0) FROM gold.daily_sales
                WHERE date = CAST(:date AS DATE)) AS daily_orders_difference,
        (SELECT coalesce(sum(total_amount), 0) FROM silver.orders)
            - (SELECT coalesce(sum(total_sales), 0) FROM gold.daily_sales) AS daily_sales_difference,
        (SELECT count(*) FROM silver.order_items)
            - (SELECT coalesce(sum(total_items), 0) FROM gold.daily_sales) AS daily_items_difference,
        (SELECT coalesce(sum(total_amount), 0) FROM silver.orders)
            - (SELECT coalesce(sum(total_spend), 0) FROM gold.customer_insights) AS customer_spend_difference,
        -- What is shared out among lines is the amount of the orders that have lines.
        (SELECT coalesce(sum(total_amount), 0) FROM silver.orders
            WHERE order_id IN (SELECT order_id FROM silver.order_items))
            - (SELECT coalesce(sum(total_sales), 0) FROM gold.product_performance) AS product_sales_difference,
        (SELECT coalesce(sum(total_amount), 0) FROM silver.orders
            WHERE order_id IN (SELECT order_id FROM silver.order_items))
            - (SELECT coalesce(sum(total_sales), 0) FROM gold.department_analytics) AS department_sales_difference
)
SELECT
    CASE WHEN products_unaccounted <> 0 THEN 1 ELSE 0 END
        + CASE WHEN orders_unaccounted <> 0 THEN 1 ELSE 0 END
        + CASE WHEN order_items_unaccounted <> 0 THEN 1 ELSE 0 END
        + CASE WHEN products_not_unique <> 0 THEN 1 ELSE 0 END
        + CASE WHEN orders_not_unique <> 0 THEN 1 ELSE 0 END
        + CASE WHEN order_items_not_unique <> 0 THEN 1 ELSE 0 END
        + CASE WHEN items_without_order <> 0 THEN 1 ELSE 0 END
        + CASE WHEN items_without_product <> 0 THEN 1 ELSE 0 END
        + CASE WHEN daily_orders_difference <> 0 THEN 1 ELSE 0 END
        + CASE WHEN daily_sales_difference <> 0 THEN 1 ELSE 0 END
        + CASE WHEN daily_items_difference <> 0 THEN 1 ELSE 0 END
        + CASE WHEN customer_spend_difference <> 0 THEN 1 ELSE 0 END
        + CASE WHEN product_sales_difference <> 0 THEN 1 ELSE 0 END
        + CASE WHEN department_sales_difference <> 0 THEN 1 ELSE 0 END AS failures,
    checks.*
FROM checks

SELECT count(*) AS rows FROM silver.orders WHERE date = CAST(:date AS DATE)

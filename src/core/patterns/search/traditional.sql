-- Every row is read, and "laptop" is found in "laptops" as "lap" is found in "overlap".
SELECT id, name, price FROM products
WHERE (name || ' ' || description) LIKE '%wireless%'
  AND (name || ' ' || description) LIKE '%laptop%'
  AND price <= 100
ORDER BY price LIMIT 10;

-- The counts beside the results read every row once more.
SELECT category, COUNT(*) FROM products
WHERE (name || ' ' || description) LIKE '%laptop%'
GROUP BY category;

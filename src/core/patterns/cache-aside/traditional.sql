-- Every request asks the database, whoever asked a moment ago.
SELECT name, price FROM products WHERE id = 4711;

-- Or a copy that somebody refreshes, late for all rows and needless for most.
CREATE MATERIALIZED VIEW product_pages AS
SELECT id, name, price FROM products JOIN descriptions USING (id);
REFRESH MATERIALIZED VIEW CONCURRENTLY product_pages;

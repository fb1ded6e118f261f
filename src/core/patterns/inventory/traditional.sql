BEGIN;
-- Everybody else who wants this product waits here until the end.
SELECT stock FROM products WHERE sku = 'sku-1' FOR UPDATE;
UPDATE products SET stock = stock - 1 WHERE sku = 'sku-1' AND stock >= 1;
INSERT INTO orders (id, sku, units) VALUES ('4711', 'sku-1', 1);
COMMIT;

-- A job, every minute: holds of customers who walked away.
DELETE FROM holds WHERE ends_at < now() RETURNING sku, units;

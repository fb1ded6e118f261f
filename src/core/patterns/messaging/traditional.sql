-- A table as a queue: every worker asks again and again, and what is done has to be deleted.
CREATE TABLE orders_to_pack (id BIGSERIAL PRIMARY KEY, body JSONB, taken_by TEXT, taken_at TIMESTAMPTZ);

BEGIN;
SELECT id, body FROM orders_to_pack
 WHERE taken_by IS NULL OR taken_at < NOW() - INTERVAL '1 minute'
 ORDER BY id LIMIT 10 FOR UPDATE SKIP LOCKED;
UPDATE orders_to_pack SET taken_by = 'ann', taken_at = NOW() WHERE id = ANY ($1);
COMMIT;

-- Later, one by one.
DELETE FROM orders_to_pack WHERE id = $1;

-- News to all servers: NOTIFY reaches whoever listens just then, as a channel of Redis does.
NOTIFY news, 'price of sku-1 changed';

-- Each request is a row, and each decision counts rows.
BEGIN;
-- Without the lock two requests count the same rows and both are admitted.
SELECT id FROM clients WHERE id = 'ada' FOR UPDATE;

SELECT COUNT(*) FROM requests
WHERE client_id = 'ada' AND at > now() - INTERVAL '60 seconds';

-- Only when fewer than 100 were counted:
INSERT INTO requests (client_id, at) VALUES ('ada', now());
COMMIT;

-- Somebody has to do this every few minutes.
DELETE FROM requests WHERE at < now() - INTERVAL '60 seconds';

-- One row, and everybody waits for its lock.
UPDATE counters SET value = value + 1 WHERE name = 'visits';

-- One row for each visit, so that visitors can be told apart.
INSERT INTO visits (visitor_id, seen_at) VALUES (4711, NOW());

-- The whole day is read and sorted for one number.
SELECT COUNT(DISTINCT visitor_id) FROM visits WHERE seen_at >= CURRENT_DATE;

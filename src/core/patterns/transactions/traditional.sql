BEGIN;
SELECT balance FROM accounts WHERE name = 'amy' FOR UPDATE;
-- The program looks at it, while the row is locked.
UPDATE accounts SET balance = balance - 100 WHERE name = 'amy';
UPDATE accounts SET balance = balance + 100 WHERE name = 'ben';
COMMIT;

-- Or, optimistic: no row changed means that somebody was first.
UPDATE accounts SET balance = 900, version = 8 WHERE name = 'amy' AND version = 7;

-- A statement, and a wait, for each row.
INSERT INTO settings (name, value) VALUES ('key1', 'val1');
INSERT INTO settings (name, value) VALUES ('key2', 'val2');
INSERT INTO settings (name, value) VALUES ('key3', 'val3');

-- Many rows in one statement: one wait, as with MSET.
INSERT INTO settings (name, value) VALUES ('key1', 'val1'), ('key2', 'val2'), ('key3', 'val3');

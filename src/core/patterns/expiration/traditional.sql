CREATE TABLE tokens (token VARCHAR(64) PRIMARY KEY, value TEXT, expires_at TIMESTAMP NOT NULL);
CREATE INDEX tokens_expiry ON tokens (expires_at);

INSERT INTO tokens VALUES ('temp:token', 'value', NOW() + INTERVAL '1 hour');

-- Every query has to remember the condition.
SELECT value FROM tokens WHERE token = 'temp:token' AND expires_at > NOW();

-- And a job has to come by.
DELETE FROM tokens WHERE expires_at <= NOW();

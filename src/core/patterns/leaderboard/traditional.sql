-- An index makes the best ten cheap.
CREATE INDEX players_by_score ON players (score DESC);
UPDATE players SET score = score + 100 WHERE id = 'player_41';
SELECT id, score FROM players ORDER BY score DESC LIMIT 10;

-- A place is counted each time it is asked for: every row that is better.
SELECT COUNT(*) + 1 AS place FROM players
WHERE score > (SELECT score FROM players WHERE id = 'player_41');

-- Without an extension for places: a box by two indexes, then the sphere by hand for each row in it.
SELECT id,
       2 * 6371 * ASIN(SQRT(
         POWER(SIN(RADIANS(lat - 60.1719) / 2), 2) +
         COS(RADIANS(60.1719)) * COS(RADIANS(lat)) * POWER(SIN(RADIANS(lon - 24.9414) / 2), 2)
       )) AS km
FROM drivers
WHERE lat BETWEEN 60.1539 AND 60.1899
  AND lon BETWEEN 24.9052 AND 24.9776
  AND seen_at > NOW() - INTERVAL '60 seconds'
ORDER BY km
LIMIT 10;

-- Every driver, every few seconds: a new row version and two index entries each time.
UPDATE drivers SET lat = 60.1701, lon = 24.9523, seen_at = NOW() WHERE id = 'driver:000017';

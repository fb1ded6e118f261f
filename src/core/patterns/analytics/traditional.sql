-- Every view of a page waits for the lock of that page's row.
UPDATE analytics SET page_views = page_views + 1
WHERE day = CURRENT_DATE AND page = '/products';

-- The dashboard adds the rows up anew for each reader.
SELECT SUM(page_views), SUM(errors), SUM(api_calls)
FROM analytics WHERE day = CURRENT_DATE;

SELECT page, page_views FROM analytics
WHERE day = CURRENT_DATE ORDER BY page_views DESC LIMIT 10;

-- Visitors can only be told apart where every event is kept.
SELECT COUNT(DISTINCT visitor_id) FROM events
WHERE at >= CURRENT_DATE;

-- Each visit locks the row of its page: visitors of one page wait for each other.
UPDATE visits SET count = count + 1 WHERE page = '/page/0';
SELECT page, count FROM visits;

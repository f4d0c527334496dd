-- Which are the oldest images that somebody still pulls? They run somewhere, without a year's fixes.
SELECT account, region, repository, digest, tags, pushed_at, last_pulled_at
FROM images
WHERE "date" = (SELECT max("date") FROM repositories)
  AND last_pulled_at >= "date" - INTERVAL '30' DAY
  AND pushed_at < "date" - INTERVAL '365' DAY
ORDER BY pushed_at, account, region, repository, digest
LIMIT 50

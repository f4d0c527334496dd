-- Which repositories have images that nobody has ever pulled, a month or more after their push? Signatures and SBOMs
-- are left out: they refer to an image and are read with it.
SELECT account, region, repository, count(*) AS images, round(sum(bytes) / 1e9, 2) AS gigabytes,
  min(pushed_at) AS oldest_push
FROM images
WHERE "date" = (SELECT max("date") FROM repositories)
  AND last_pulled_at IS NULL
  AND subject IS NULL
  AND pushed_at < "date" - INTERVAL '30' DAY
GROUP BY account, region, repository
ORDER BY sum(bytes) DESC, account, region, repository
LIMIT 50

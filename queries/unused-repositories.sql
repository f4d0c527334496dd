-- Which repositories has nobody pulled from, or pushed to, in the last 90 days?
SELECT account, region, repository, count(*) AS images, round(sum(bytes) / 1e9, 2) AS gigabytes,
  max(pushed_at) AS last_push, max(last_pulled_at) AS last_pull
FROM images
WHERE "date" = (SELECT max("date") FROM repositories)
GROUP BY account, region, repository
HAVING max(pushed_at) < max("date") - INTERVAL '90' DAY
  AND coalesce(max(last_pulled_at) < max("date") - INTERVAL '90' DAY, true)
ORDER BY sum(bytes) DESC, account, region, repository
LIMIT 50

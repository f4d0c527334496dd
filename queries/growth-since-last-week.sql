-- Which repositories grew or shrank most since a week ago? A new one grew by all it has; one that was deleted, or could
-- not be read tonight, is not in the list.
WITH today AS (
  SELECT * FROM repositories WHERE "date" = (SELECT max("date") FROM repositories)
),
week_ago AS (
  SELECT * FROM repositories
  WHERE "date" = (
    SELECT max("date") FROM repositories
    WHERE "date" <= (SELECT max("date") FROM repositories) - INTERVAL '7' DAY
  )
)
SELECT account, region, repository, today.images - coalesce(week_ago.images, 0) AS more_images,
  today.tags - coalesce(week_ago.tags, 0) AS more_tags,
  round((today.bytes - coalesce(week_ago.bytes, 0)) / 1e9, 2) AS more_gigabytes
FROM today LEFT JOIN week_ago USING (account, region, repository)
WHERE today.bytes <> coalesce(week_ago.bytes, 0)
  AND EXISTS (SELECT 1 FROM week_ago)
ORDER BY abs(today.bytes - coalesce(week_ago.bytes, 0)) DESC, account, region, repository
LIMIT 20

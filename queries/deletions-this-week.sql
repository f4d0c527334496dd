-- What was deleted or archived in the last seven days: how many images, by what, and which of them were in use?
SELECT account, region, repository, action, cause, rule, "by", count(*) AS images,
  sum(CASE WHEN in_use THEN 1 ELSE 0 END) AS in_use,
  sum(CASE WHEN in_use IS NULL THEN 1 ELSE 0 END) AS use_not_known,
  min("at") AS first_at, max("at") AS last_at
FROM deletions
WHERE "date" > (SELECT max("date") FROM repositories) - INTERVAL '7' DAY
GROUP BY account, region, repository, action, cause, rule, "by"
ORDER BY sum(CASE WHEN in_use THEN 1 ELSE 0 END) DESC, count(*) DESC, account, region, repository,
  action, cause, rule, "by"

-- Which tags moved to another image in the week up to the latest inventory? A deployment that names such a tag may run
-- either.
SELECT "date", account, region, repository, tag, previous_digest, digest
FROM changes
WHERE "date" > (SELECT max("date") FROM repositories) - INTERVAL '7' DAY
  AND change = 'tag-moved'
ORDER BY "date" DESC, account, region, repository, tag

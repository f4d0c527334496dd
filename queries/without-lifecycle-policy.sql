-- Which repositories have no lifecycle policy, so that they only grow? (An inventory without settings has no policies.)
SELECT account, region, repository, images, untagged_images, round(bytes / 1e9, 2) AS gigabytes,
  cache_rule
FROM repositories
WHERE "date" = (SELECT max("date") FROM repositories)
  AND lifecycle_policy IS NULL
ORDER BY bytes DESC, account, region, repository
LIMIT 50

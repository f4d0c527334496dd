-- Which repositories are the largest? Sizes are ECR's: compressed, and a layer that two images share
-- counts with each, so what is billed may be less.
SELECT account, region, repository, images, tags, untagged_images,
  round(bytes / 1e9, 2) AS gigabytes
FROM repositories
WHERE "date" = (SELECT max("date") FROM repositories)
ORDER BY bytes DESC, account, region, repository
LIMIT 20

-- How many tags does each repository have, how many of its images have none, and which of them has the
-- most?
WITH latest AS (
  SELECT * FROM images WHERE "date" = (SELECT max("date") FROM repositories)
),
tagged AS (
  SELECT account, region, repository, digest, count(*) AS tags
  FROM latest CROSS JOIN UNNEST(latest.tags) AS t (tag)
  GROUP BY account, region, repository, digest
)
SELECT account, region, repository, count(*) AS images, coalesce(sum(tagged.tags), 0) AS tags,
  count(*) - count(tagged.tags) AS untagged_images, coalesce(max(tagged.tags), 0) AS most_tags_of_an_image
FROM latest LEFT JOIN tagged USING (account, region, repository, digest)
GROUP BY account, region, repository
ORDER BY 5 DESC, account, region, repository
LIMIT 50

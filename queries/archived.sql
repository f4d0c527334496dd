-- Which images are archived? They cannot be pulled before they are restored.
SELECT account, region, repository, count(*) AS images, round(sum(bytes) / 1e9, 2) AS gigabytes,
  max(last_pulled_at) AS last_pull
FROM images
WHERE "date" = (SELECT max("date") FROM repositories)
  AND status = 'ARCHIVED'
GROUP BY account, region, repository
ORDER BY sum(bytes) DESC, account, region, repository

-- Which images are in several repositories? The same digest is the same image.
SELECT digest, count(*) AS places, min(repository) AS first_repository,
  max(repository) AS last_repository, round((count(*) - 1) * max(bytes) / 1e9, 2) AS gigabytes_more
FROM images
WHERE "date" = (SELECT max("date") FROM repositories)
GROUP BY digest
HAVING count(*) > 1
ORDER BY (count(*) - 1) * max(bytes) DESC, digest
LIMIT 50

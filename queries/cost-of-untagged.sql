-- What do images without a tag cost a month, at most? Those that belong to another image are left out:
-- signatures and SBOMs (they have a subject), and the images of an image index, where its manifest was read. Where it
-- was not, they count as untagged.
-- 0.10 is US dollars per gigabyte and month: put your region's price there.
SELECT account, region, repository, count(*) AS untagged_images,
  round(sum(bytes) / 1e9, 2) AS gigabytes, round(sum(bytes) / 1e9 * 0.10, 2) AS dollars_per_month
FROM images
WHERE "date" = (SELECT max("date") FROM repositories)
  AND tags = ARRAY[]
  AND subject IS NULL
  AND (parents IS NULL OR parents = ARRAY[])
GROUP BY account, region, repository
ORDER BY sum(bytes) DESC, account, region, repository
LIMIT 50

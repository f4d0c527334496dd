-- Which signatures, SBOMs and attestations refer to an image that is missing from their repository?
SELECT referrer.account, referrer.region, referrer.repository, referrer.digest,
  referrer.artifact_type, referrer.subject, referrer.pushed_at
FROM images AS referrer
LEFT JOIN images AS image
  ON image."date" = referrer."date" AND image.account = referrer.account
  AND image.region = referrer.region AND image.repository = referrer.repository
  AND image.digest = referrer.subject
WHERE referrer."date" = (SELECT max("date") FROM repositories)
  AND referrer.subject IS NOT NULL
  AND image.digest IS NULL
ORDER BY 1, 2, 3, 4

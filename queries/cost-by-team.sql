-- What does the storage of each team cost a month, at most? A team is the value of the resource tag `team` of a
-- repository: put your own key there.
-- 0.10 is US dollars per gigabyte and month: put your region's price there.
SELECT coalesce(TRY(resource_tags['team']), '(none)') AS team, count(*) AS repositories,
  round(sum(bytes) / 1e9, 2) AS gigabytes, round(sum(bytes) / 1e9 * 0.10, 2) AS dollars_per_month
FROM repositories
WHERE "date" = (SELECT max("date") FROM repositories)
GROUP BY 1
ORDER BY sum(bytes) DESC, 1

-- Which actions were done in the week up to the latest inventory, by which rule, and with which result? Those of today
-- are the ones before the inventory.
SELECT account, region, capability, rule, kind, state, count(*) AS acts,
  count(DISTINCT repository) AS repositories, max("at") AS last_at
FROM acts
WHERE "date" > (SELECT max("date") FROM repositories) - INTERVAL '7' DAY
GROUP BY account, region, capability, rule, kind, state
ORDER BY acts DESC, account, region, capability, rule, kind, state

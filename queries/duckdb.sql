-- The tables of an inventory for DuckDB, with the names that they have in Athena. Run it in a copy of the bucket
-- (aws s3 sync s3://BUCKET FOLDER). There are no changes before the second inventory.

CREATE VIEW images AS
SELECT * FROM read_parquet('images/*/*/*/*.parquet', hive_partitioning = true,
  hive_types = {'date': DATE, 'account': VARCHAR, 'region': VARCHAR});

CREATE VIEW repositories AS
SELECT * FROM read_parquet('repositories/*/*/*/*.parquet', hive_partitioning = true,
  hive_types = {'date': DATE, 'account': VARCHAR, 'region': VARCHAR});

CREATE VIEW acts AS
SELECT * FROM read_parquet('acts/*/*/*/*.parquet', hive_partitioning = true,
  hive_types = {'date': DATE, 'account': VARCHAR, 'region': VARCHAR});

CREATE VIEW deletions AS
SELECT * FROM read_parquet('deletions/*/*/*/*.parquet', hive_partitioning = true,
  hive_types = {'date': DATE, 'account': VARCHAR, 'region': VARCHAR});

CREATE VIEW changes AS
SELECT * FROM read_parquet('changes/*/*/*/*.parquet', hive_partitioning = true,
  hive_types = {'date': DATE, 'account': VARCHAR, 'region': VARCHAR});

import { columnsOf, type TableName, tables } from '../shared/inventory/parquet/tables.ts';
import { declaredIn } from './declared.ts';

/**
 * The inventory for Athena: a database, a table per folder of the bucket, and a workgroup. Partition projection is on
 * days, accounts and regions, so a table has a night's rows as soon as their file is there.
 *
 * The columns are those of the Parquet files, and accounts and regions depend on registry.yml, so that this cannot be
 * YAML.
 */
export function catalog(stage: string, targets: readonly Target[]): Template {
  const accounts = withOwn('AWS::AccountId', 'Account', targets.map(accountOf));
  const regions = withOwn(
    'AWS::Region',
    'Region',
    targets.flatMap(({ regions = [] }) => regions),
  );
  const made = (Object.keys(tables) as TableName[]).map((table) => [
    `${table.replace(/^./, (letter) => letter.toUpperCase())}Table`,
    glueTable(table, accounts.values, regions.values),
  ]);
  return {
    Conditions: { ...accounts.conditions, ...regions.conditions },
    Resources: {
      InventoryDatabase: database(stage),
      ...(Object.fromEntries(made) as Record<string, Resource>),
      InventoryWorkGroup: workGroup(),
    },
    Outputs: {
      InventoryDatabaseName: {
        Description: 'The database of the inventory, for Athena',
        Value: { Ref: 'InventoryDatabase' },
      },
      InventoryWorkGroupName: {
        Description:
          'The workgroup of Athena for queries of the inventory; results are in its bucket',
        Value: { Ref: 'InventoryWorkGroup' },
      },
    },
  };
}

/** Another account whose registries are read too: `targets:` of registry.yml. */
export interface Target {
  account: string;
  regions?: readonly string[];
}

interface Template {
  Conditions: Record<string, object>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, object>;
}

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  [key: string]: unknown;
}

/** Reads registry.yml unchecked: bundling the functions reports what is wrong with it. */
export function targetsOf(file: string): Target[] {
  const { targets } = declaredIn(file) as { targets?: Target[] };
  return Array.isArray(targets) ? targets : [];
}

/** In YAML, an account without quotes is a number. */
function accountOf({ account }: Target): string {
  return String(account).padStart(12, '0');
}

/**
 * The stack's own value and the others, separated by commas. The own one is known only at deployment; one that is
 * listed twice would give each row twice.
 */
function withOwn(own: string, kind: string, others: readonly string[]) {
  const each = [...new Set(others)].sort();
  const condition = (other: string) => `Is${kind}${other.replace(/\W/g, '')}`;
  const conditions = each.map((it) => [condition(it), { 'Fn::Equals': [{ Ref: own }, it] }]);
  const rest = each.map((it) => ({ 'Fn::If': [condition(it), '', `,${it}`] }));
  return {
    conditions: Object.fromEntries(conditions) as Record<string, object>,
    values: rest.length === 0 ? { Ref: own } : { 'Fn::Join': ['', [{ Ref: own }, ...rest]] },
  };
}

function database(stage: string): Resource {
  const Name = `ecr_steward_${stage.toLowerCase().replace(/\W/g, '_')}`;
  const Description = 'The nightly inventories of the registries';
  return {
    Type: 'AWS::Glue::Database',
    Properties: { CatalogId: { Ref: 'AWS::AccountId' }, DatabaseInput: { Name, Description } },
  };
}

function glueTable(table: TableName, accounts: object, regions: object): Resource {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: `${!date}` is CloudFormation's for `${date}`
  const folder = 'date=${!date}/account=${!account}/region=${!region}';
  return {
    Type: 'AWS::Glue::Table',
    Properties: {
      CatalogId: { Ref: 'AWS::AccountId' },
      DatabaseName: { Ref: 'InventoryDatabase' },
      TableInput: {
        Name: table,
        TableType: 'EXTERNAL_TABLE',
        PartitionKeys: [
          { Name: 'date', Type: 'date' },
          { Name: 'account', Type: 'string' },
          { Name: 'region', Type: 'string' },
        ],
        Parameters: {
          classification: 'parquet',
          'projection.enabled': 'true',
          'projection.date.type': 'date',
          'projection.date.format': 'yyyy-MM-dd',
          'projection.date.range': '2026-01-01,NOW',
          'projection.account.type': 'enum',
          'projection.account.values': accounts,
          'projection.region.type': 'enum',
          'projection.region.values': regions,
          'storage.location.template': inBucket(`${table}/${folder}/`),
        },
        StorageDescriptor: {
          Location: inBucket(`${table}/`),
          Columns: columnsOf(table).map(({ name, type }) => ({ Name: name, Type: type })),
          InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          SerdeInfo: {
            SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
          },
        },
      },
    },
  };
}

/** A query that would scan more than this fails: some 2,000 nights of a million images. */
const SCANNED_AT_MOST = 100 * 2 ** 30;

function workGroup(): Resource {
  return {
    Type: 'AWS::Athena::WorkGroup',
    Properties: {
      Name: { Ref: 'AWS::StackName' },
      Description: 'Queries of the inventory',
      RecursiveDeleteOption: true,
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: SCANNED_AT_MOST,
        EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
        ResultConfiguration: {
          OutputLocation: inBucket('athena/'),
          EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
        },
      },
    },
  };
}

function inBucket(path: string) {
  return { 'Fn::Sub': `s3://\${InventoryBucket}/${path}` };
}

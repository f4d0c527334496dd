import { columnsOf, type TableName, tables } from '../shared/inventory/parquet/tables.ts';

/**
 * The inventory for Athena: a database, a table per folder of the bucket, and a workgroup. Partition projection is on
 * days, accounts and regions, so a table has a night's rows as soon as their file is there.
 *
 * The columns are those of the Parquet files, so that this cannot be YAML.
 */
export function catalog(stage: string): Template {
  const made = (Object.keys(tables) as TableName[]).map((table) => [
    `${table.replace(/^./, (letter) => letter.toUpperCase())}Table`,
    glueTable(table),
  ]);
  return {
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

interface Template {
  Resources: Record<string, Resource>;
  Outputs: Record<string, object>;
}

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  [key: string]: unknown;
}

/** The stack's own value and the others, separated by commas: each once, as one that is listed twice gives each row twice. */
function withOthers(own: string, parameter: string, condition: string) {
  const others = { 'Fn::Join': [',', { Ref: parameter }] };
  const all = { 'Fn::Join': [',', [{ Ref: own }, others]] };
  return { 'Fn::If': [condition, all, { Ref: own }] };
}

const accounts = withOthers('AWS::AccountId', 'InventoryAccounts', 'HasOtherAccounts');
const regions = withOthers('AWS::Region', 'InventoryRegions', 'HasOtherRegions');

function database(stage: string): Resource {
  const Name = `ecr_steward_${stage.toLowerCase().replace(/\W/g, '_')}`;
  const Description = 'The nightly inventories of the registries';
  return {
    Type: 'AWS::Glue::Database',
    Properties: { CatalogId: { Ref: 'AWS::AccountId' }, DatabaseInput: { Name, Description } },
  };
}

function glueTable(table: TableName): Resource {
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

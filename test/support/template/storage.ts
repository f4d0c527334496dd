import { columnsOf, type TableName, tables } from '../../../shared/inventory/parquet/tables.ts';
import { functionKeys } from './functions.ts';
import { everything } from './needs.ts';
import { declared, lacking, ofType } from './parts.ts';
import { place, STACK_NAME, type Template } from './roles.ts';

const bucket = `${STACK_NAME}-inventorybucket`;
const index = (name: string) => ({
  IndexName: `by-${name}`,
  KeySchema: [
    { AttributeName: name, KeyType: 'HASH' },
    { AttributeName: 'id', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
});
const texts = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
const table = {
  BillingMode: 'PAY_PER_REQUEST',
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  SSESpecification: { SSEEnabled: true },
};

/** What is kept, and how: by logical id. */
const kept: Readonly<Record<string, object>> = {
  Ledger: {
    ...table,
    TableName: `${STACK_NAME}-ledger`,
    AttributeDefinitions: texts('id', 'day', 'repository', 'kind'),
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [index('day'), index('repository'), index('kind')],
    // The audit log: undo needs it.
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  },
  Tags: {
    ...table,
    TableName: `${STACK_NAME}-tags`,
    AttributeDefinitions: texts('repository', 'tag'),
    KeySchema: [
      { AttributeName: 'repository', KeyType: 'HASH' },
      { AttributeName: 'tag', KeyType: 'RANGE' },
    ],
  },
  InventoryBucket: {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    // Inventories stay: only what is of no use any more expires.
    LifecycleConfiguration: {
      Rules: [
        { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
        { Status: 'Enabled', Prefix: 'runs/', ExpirationInDays: 7 },
        { Status: 'Enabled', Prefix: 'deletion-events/', ExpirationInDays: 40 },
        { Status: 'Enabled', Prefix: 'athena/', ExpirationInDays: 30 },
      ],
    },
  },
  InventoryBucketPolicy: {},
};

const others: Readonly<Record<string, object>> = {
  DeadLetters: { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 },
  InventoryDatabase: {
    CatalogId: place.accountId,
    DatabaseInput: { Name: 'ecr_steward_local' },
  },
  InventoryWorkGroup: {
    Name: STACK_NAME,
    RecursiveDeleteOption: true,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 100 * 2 ** 30,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      ResultConfiguration: {
        OutputLocation: `s3://${bucket}/athena/`,
        EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
      },
    },
  },
};

/** What of the data is lost, unprotected, or not to be found by Athena. */
export function storageProblems(template: Template): string[] {
  const resources = Object(template.Resources) as Record<string, Record<string, unknown>>;
  const stack = declared(template, everything);
  const settings = Object.entries({ ...kept, ...others }).flatMap(([id, expected]) =>
    lacking(stack.resources[id]?.properties, expected, id),
  );
  const staying = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  return [
    ...settings,
    ...Object.keys(kept).flatMap((id) => lacking(resources[id], staying, id)),
    ...functionKeys.flatMap((key) => {
      const logs = { LogGroupName: `/aws/lambda/${STACK_NAME}-${key}`, RetentionInDays: 30 };
      const group = ofType(stack, 'AWS::Logs::LogGroup').find(
        ([, { properties }]) => properties.LogGroupName === logs.LogGroupName,
      );
      return lacking(group?.[1].properties, logs, `log group of ${key}`);
    }),
    ...(Object.keys(tables) as TableName[]).flatMap((name) => {
      const made = ofType(stack, 'AWS::Glue::Table').find(
        ([, { properties }]) => Object(properties.TableInput).Name === name,
      );
      return lacking(made?.[1].properties, glueTable(name), `table ${name}`);
    }),
  ];
}

const FOLDER = 'date=$' + '{date}/account=$' + '{account}/region=$' + '{region}/';
const hive = 'org.apache.hadoop.hive.ql.io.parquet';

/** The account and the region of the stack, and the others that are given: all of `everything`. */
function glueTable(name: TableName): object {
  return {
    CatalogId: place.accountId,
    DatabaseName: `${STACK_NAME}-inventorydatabase`,
    TableInput: {
      Name: name,
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
        'projection.account.values': `${place.accountId},${everything.InventoryAccounts}`,
        'projection.region.type': 'enum',
        'projection.region.values': `${place.region},${everything.InventoryRegions}`,
        'storage.location.template': `s3://${bucket}/${name}/${FOLDER}`,
      },
      StorageDescriptor: {
        Location: `s3://${bucket}/${name}/`,
        Columns: columnsOf(name).map((column) => ({ Name: column.name, Type: column.type })),
        InputFormat: `${hive}.MapredParquetInputFormat`,
        OutputFormat: `${hive}.MapredParquetOutputFormat`,
        SerdeInfo: { SerializationLibrary: `${hive}.serde.ParquetHiveSerDe` },
      },
    },
  };
}

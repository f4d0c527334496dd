import { beforeAll, describe, expect, test } from 'vitest';
import { packageService } from '../../local/stack/packaged.ts';
import { catalog, targetsOf } from '../../resources/catalog.ts';
import { columnsOf, type TableName } from '../../shared/inventory/parquet/tables.ts';
import { partKey } from '../../shared/inventory/store/partition.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface GlueTable {
  Name: string;
  PartitionKeys: { Name: string; Type: string }[];
  Parameters: Record<string, unknown>;
  StorageDescriptor: { Columns: { Name: string; Type: string }[] };
}

type Resources = Record<string, { Properties?: { TableInput: GlueTable } }>;

describe('in the template', () => {
  let resources: Resources;

  beforeAll(async () => {
    const account = { region: 'eu-west-1', accountId: '123456789012' };
    const { template } = await packageService({ directory: '.', stage: 'Pre-Prod', ...account });
    resources = template.Resources as Resources;
  });

  test.each<TableName>(['images', 'repositories', 'changes', 'acts'])(
    '%s has the columns of its files and lies where they lie',
    (name) => {
      const table = tableOf(resources, name);
      expect(table.StorageDescriptor.Columns).toEqual(
        columnsOf(name).map(({ name, type }) => ({ Name: name, Type: type })),
      );
      const values: Record<string, string> = {
        ...{ InventoryBucket: 'BUCKET', '!date': '2026-11-21', '!account': '123456789012' },
        '!region': 'eu-west-1',
      };
      const template = table.Parameters['storage.location.template'] as { 'Fn::Sub': string };
      const folder = template['Fn::Sub'].replace(/\$\{([^}]+)\}/g, (_, it) => values[it] ?? '?');
      const partition = { registryId: '123456789012', region: 'eu-west-1', date: '2026-11-21' };
      const key = partKey(partition, name, { shard: 0, from: 0 }, 0);
      expect(`s3://BUCKET/${key}`).toBe(`${folder}part-00000-000.parquet`);
    },
  );

  test('the database has a name that SQL takes without quotes', () => {
    expect(resources.InventoryDatabase?.Properties).toMatchObject({
      DatabaseInput: { Name: 'ecr_steward_pre_prod' },
    });
  });
});

describe('accounts and regions', () => {
  const projected = (targets: Parameters<typeof catalog>[1]) => {
    const { Resources, Conditions } = catalog('dev', targets);
    const { Parameters } = tableOf(Resources as unknown as Resources, 'images');
    return {
      accounts: Parameters['projection.account.values'],
      regions: Parameters['projection.region.values'],
      Conditions,
    };
  };

  test('are the stack’s own', () => {
    expect(projected([])).toEqual({
      accounts: { Ref: 'AWS::AccountId' },
      regions: { Ref: 'AWS::Region' },
      Conditions: {},
    });
  });

  test('and those of `targets`, each once, even if it turns out to be the stack’s own', async () => {
    const folder = await temporaryFolder({
      'registry.yml': `targets:
        - {account: '111122223333', role: steward, regions: [eu-west-1, us-east-1]}
        - {account: 000011112222, role: steward, regions: [us-east-1]}`,
    });
    const { accounts, regions, Conditions } = projected(targetsOf(`${folder}/registry.yml`));
    const own = (kind: string, id: string) => ({ 'Fn::Equals': [{ Ref: `AWS::${kind}` }, id] });
    expect(Conditions).toEqual({
      IsAccount111122223333: own('AccountId', '111122223333'),
      IsAccount000011112222: own('AccountId', '000011112222'),
      IsRegioneuwest1: own('Region', 'eu-west-1'),
      IsRegionuseast1: own('Region', 'us-east-1'),
    });
    const list = (own: string, ...others: [string, string][]) => ({
      'Fn::Join': ['', [{ Ref: own }, ...others.map(([a, b]) => ({ 'Fn::If': [a, '', `,${b}`] }))]],
    });
    expect(accounts).toEqual(
      list(
        'AWS::AccountId',
        ['IsAccount000011112222', '000011112222'],
        ['IsAccount111122223333', '111122223333'],
      ),
    );
    expect(regions).toEqual(
      list('AWS::Region', ['IsRegioneuwest1', 'eu-west-1'], ['IsRegionuseast1', 'us-east-1']),
    );
  });
});

function tableOf(resources: Resources, name: TableName): GlueTable {
  const inputs = Object.values(resources).map(({ Properties }) => Properties?.TableInput);
  const found = inputs.find((input) => input?.Name === name);
  if (!found) throw new Error(`there is no table ${name}`);
  return found;
}

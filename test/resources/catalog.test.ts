import { beforeAll, describe, expect, test } from 'vitest';
import { type PackagedService, packageService } from '../../local/stack/template/packaged.ts';
import { catalog } from '../../resources/catalog.ts';
import { columnsOf, type TableName } from '../../shared/inventory/parquet/tables.ts';
import { partKey } from '../../shared/inventory/store/partition.ts';
import { packagedService, stackGiven } from './given.ts';

interface GlueTable {
  Name: string;
  PartitionKeys: { Name: string; Type: string }[];
  Parameters: Record<string, unknown>;
  StorageDescriptor: { Columns: { Name: string; Type: string }[] };
}

const place = { region: 'eu-west-1', accountId: '123456789012' };

type Resources = Record<string, { Properties?: { TableInput: GlueTable } }>;

describe('in the template', () => {
  let resources: Resources;

  beforeAll(async () => {
    const { template } = await packageService({ directory: '.', stage: 'Pre-Prod', ...place });
    resources = template.Resources as Resources;
  });

  test.each<TableName>(['images', 'repositories', 'changes', 'acts', 'deletions'])(
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
      const key = partKey(partition, name, { slice: 0, from: 0 }, 0);
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
  let service: PackagedService;

  beforeAll(async () => {
    service = await packagedService();
  });

  const projected = (given: Record<string, string>) => {
    const { stack } = stackGiven(service, given);
    const { Resources } = catalog('dev');
    const { Parameters } = tableOf(Resources as unknown as Resources, 'images');
    return [
      stack.resolve(Parameters['projection.account.values'], 'accounts'),
      stack.resolve(Parameters['projection.region.values'], 'regions'),
    ];
  };

  test('are the stack’s own', () => {
    expect(projected({})).toEqual(['123456789012', 'eu-west-1']);
  });

  test('and those that its parameters name', () => {
    const given = { InventoryAccounts: '000011112222,111122223333', InventoryRegions: 'us-east-1' };
    expect(projected(given)).toEqual([
      '123456789012,000011112222,111122223333',
      'eu-west-1,us-east-1',
    ]);
  });
});

function tableOf(resources: Resources, name: TableName): GlueTable {
  const inputs = Object.values(resources).map(({ Properties }) => Properties?.TableInput);
  const found = inputs.find((input) => input?.Name === name);
  if (!found) throw new Error(`there is no table ${name}`);
  return found;
}

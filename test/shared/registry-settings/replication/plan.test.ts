import { expect, test } from 'vitest';
import type { RegistryIdentity } from '../../../../shared/registry/identity.ts';
import { planRegistry } from '../../../../shared/registry-settings/plan.ts';
import type { Backfill } from '../../../../shared/registry-settings/replication/list.ts';
import { settingsOf } from './backfills.ts';

const account = '123456789012';
const ireland: RegistryIdentity = { registryId: account, region: 'eu-west-1' };

/** The changes for destinations with `backfill`, in a registry that copies nothing. */
function planned(regions: readonly string[], own = ireland, listed: readonly Backfill[] = []) {
  const destinations = regions.map((region) => `{ region: ${region} }`);
  const declared = settingsOf(`{ rules: [{ destinations: [${destinations}], backfill: true }] }`);
  const replication = { state: { own, state: { rules: [] } } };
  const backfills = { state: { listed, records: new Map() } };
  return planRegistry(declared, { replication, backfills, account: {}, unread: [] }).changes;
}

test.each([
  ['eu-west-1', ireland, `${account}/eu-west-1 is this registry itself: remove that destination`],
  [
    'cn-north-1',
    ireland,
    `${account}/cn-north-1 is in the partition aws-cn, this registry in aws: remove that destination`,
  ],
  [
    'us-east-1',
    { ...ireland, region: 'us-gov-west-1' },
    `${account}/us-east-1 is in the partition aws, this registry in aws-us-gov: remove that destination`,
  ],
])('nothing is copied to %s from %j, and no backfill is planned', (region, own, blocked) => {
  expect(planned([region], own)).toMatchObject([{ kind: 'replication', blocked }]);
});

test('a registry copies within its partition', () => {
  const own = { ...ireland, region: 'cn-north-1' };
  expect(planned(['cn-northwest-1'], own)).not.toContainEqual(
    expect.objectContaining({ blocked: expect.anything() }),
  );
});

test('of many backfills, as many are started as ECR runs at a time', () => {
  const regions = Array.from({ length: 12 }, (_, index) => `ap-x${'abcdefghijkl'[index]}-1`);
  const running: Backfill = {
    ...{ id: '1', destination: `${account}/sa-east-1`, status: 'IN_PROGRESS' },
    startedAt: new Date(0),
  };
  const [, ...backfills] = planned(regions, ireland, [running]);
  expect(backfills.filter(({ action }) => action === 'create')).toHaveLength(9);
  expect(backfills.slice(9)).toMatchObject(
    Array.from({ length: 3 }, () => ({
      ...{ action: 'none', reason: 'it waits, as ECR runs 10 backfills at a time' },
    })),
  );
});

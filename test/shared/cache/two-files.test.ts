import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { registryPolicy } from '../../../shared/registry/settings/policies.ts';
import { startTestAws, type TestAws } from '../../local/start.ts';
import { planFor, reconcile, templatesOf } from './worlds.ts';

/** Two registry.yml for one registry, as two stages in one account and region would have. */

const file = (rule: string, prune = false) =>
  parseRegistryConfig(`
pullThroughCache:
  prune: ${prune}
  rules:
    - {${rule}, repositories: {lifecycle: {keepLast: 5}}, pullers: ["111122223333"]}
`).pullThroughCache;

const a = file('prefix: quay.io, upstream: quay');
const b = file('prefix: ecr-public, upstream: ecr-public');

async function madeIn(started: TestAws): Promise<string[]> {
  const templates = (await templatesOf(started.ecr)).map(({ prefix = '' }) => prefix);
  const policy = (await registryPolicy(started.ecr))?.text ?? '';
  return [...templates.toSorted(), ...(policy.match(/repository\/[\w.-]+/g) ?? []).toSorted()];
}

test('neither takes away what the other has made, and both tell of it', async () => {
  const started = await startTestAws();
  const changes = [];
  for (const declared of [a, b, a, b]) changes.push(...(await reconcile(started, declared)));
  expect(changes.filter(({ action }) => action === 'delete')).toEqual([]);
  expect(await madeIn(started)).toEqual([
    'ecr-public',
    'quay.io',
    'repository/ecr-public',
    'repository/quay.io',
  ]);
  const told = (await planFor(started, a)).changes.filter(({ action }) => action === 'unmanaged');
  const reason = 'managed by ecr-steward, not in registry.yml; kept: prune is false';
  expect(told).toMatchObject([
    { kind: 'rule', prefix: 'ecr-public' },
    { kind: 'template', prefix: 'ecr-public', reason },
    { kind: 'policy', prefix: 'ecr-public', reason },
  ]);
});

test('prune takes it away', async () => {
  const started = await startTestAws();
  await reconcile(started, a);
  await reconcile(started, file('prefix: ecr-public, upstream: ecr-public', true));
  expect(await madeIn(started)).toEqual(['ecr-public', 'repository/ecr-public']);
});

test('an empty block takes away its own without prune, and nothing else', async () => {
  const started = await startTestAws();
  await reconcile(started, a);
  await reconcile(started, b);
  const { rules } = a;
  await reconcile(started, {
    ...a,
    rules: rules.map((rule) => ({ ...rule, repositories: {}, pullers: [] })),
  });
  expect(await madeIn(started)).toEqual(['ecr-public', 'repository/ecr-public']);
});

import { expect, test } from 'vitest';
import type { AlertKind } from '../../../shared/alerts/alert.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { resolveUndeclared } from '../../../shared/steward/undeclared.ts';

const where = { text: 'ecr-pullthroughcache/hub', rule: 'hub' };

/** The kinds of which an alert on the rule hub, or on its secret, is resolved. */
async function resolvedWith(registryYml: string): Promise<AlertKind[]> {
  const resolved: AlertKind[] = [];
  const resolve = async ({ kinds, covers }: Parameters<Resolve>[0]) =>
    resolved.push(...kinds.filter((kind) => covers(where, kind)));
  await resolveUndeclared({ resolve }, parseRegistryConfig(registryYml), new Date());
  return resolved;
}

type Resolve = Parameters<typeof resolveUndeclared>[0]['resolve'];

const ofRegistry = ['registry.setting-failed', 'registry.observed', 'registry.held'];
const [warm, secret] = ['cache.warm-failed', 'cache.credential-shape'];

const cached = (validate: string, rule: string) =>
  `registry: {signing: {rules: []}}
pullThroughCache: {validate: ${validate}, rules: [{upstream: docker-hub, ${rule}}]}`;

const hub = 'prefix: hub, credential: ecr-pullthroughcache/hub';
const warming = 'warm: [{image: library/redis, tags: ["8"]}]';

test.each<[string, string, string[]]>([
  ['nothing', '', [...ofRegistry, warm, secret]],
  ['all', cached('deep', `prefix: hub/, credential: ecr-pullthroughcache/hub, ${warming}`), []],
  ['no warming', cached('deep', hub), [warm]],
  ['no look at secrets', cached('login', `${hub}, ${warming}`), [secret]],
  [
    'another rule',
    cached('deep', `prefix: other, credential: ecr-pullthroughcache/x, ${warming}`),
    [warm, secret],
  ],
])('a registry.yml that declares %s', async (_, registryYml, expected) => {
  expect(await resolvedWith(registryYml)).toEqual(expected);
});

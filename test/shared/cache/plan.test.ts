import { describe, expect, test } from 'vitest';
import { hasChanges } from '../../../shared/cache/change.ts';
import type { ObservedCache } from '../../../shared/cache/observe.ts';
import { planCache } from '../../../shared/cache/plan.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';

const arn = (name: string) =>
  `arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/${name}-AbCdEf`;

const hub = { ecrRepositoryPrefix: 'docker.io', upstreamRegistryUrl: 'registry-1.docker.io' };

function plan(declared: string, observed: Partial<ObservedCache> = {}) {
  const { pullThroughCache } = parseRegistryConfig(`pullThroughCache:\n${declared}`);
  const credentials = new Map([
    ['ecr-pullthroughcache/hub', { arn: arn('hub'), problems: [] }],
    ['ecr-pullthroughcache/gone', { problems: ['the secret does not exist'] }],
  ]);
  return planCache(pullThroughCache, { rules: [], credentials, ...observed });
}

const declaredHub = (keys = 'credential: ecr-pullthroughcache/hub') =>
  `  rules:\n    - {prefix: docker.io, upstream: docker-hub, ${keys}}`;

describe('from no rule', () => {
  test('a declared one is created, its secret by ARN', () => {
    expect(plan(declaredHub()).changes).toEqual([
      {
        kind: 'rule',
        action: 'create',
        prefix: 'docker.io',
        after: {
          upstreamRegistry: 'docker-hub',
          upstreamRegistryUrl: 'registry-1.docker.io',
          credentialArn: arn('hub'),
        },
      },
    ]);
  });

  test('a secret that is not there blocks the rule, and the plan says so', () => {
    const [change] = plan(declaredHub('credential: ecr-pullthroughcache/gone')).changes;
    expect(change).toMatchObject({
      action: 'create',
      reason: 'the secret does not exist',
      blocked: 'the secret does not exist',
    });
  });
});

describe('from a rule as declared', () => {
  test.each([
    ['as ECR sends it back', {}],
    ['with the default upstream prefix written out', { upstreamRepositoryPrefix: 'ROOT' }],
    ['with a slash after its prefix', { ecrRepositoryPrefix: 'docker.io/' }],
    ['without the name of its upstream', { upstreamRegistry: undefined }],
  ])('nothing is to be done: %s', (_, difference) => {
    const rule = { ...hub, upstreamRegistry: 'docker-hub', credentialArn: arn('hub') } as const;
    const planned = plan(declaredHub(), { rules: [{ ...rule, ...difference } as never] });
    expect(planned.changes.map(({ action }) => action)).toEqual(['none']);
    expect(hasChanges(planned)).toBe(false);
  });

  test('its secret not being found does not take the credential away', () => {
    const rules = [{ ...hub, credentialArn: arn('gone') }];
    const planned = plan(declaredHub('credential: ecr-pullthroughcache/gone'), { rules });
    expect(planned.changes).toMatchObject([
      { action: 'none', reason: 'the secret does not exist' },
    ]);
  });
});

describe('from another rule', () => {
  test.each([
    ['another secret', { credentialArn: arn('old') }, 'update', 'credentialArn'],
    ['no secret', {}, 'update', 'credentialArn'],
    [
      'another upstream',
      { upstreamRegistryUrl: 'ghcr.io', credentialArn: arn('hub') },
      'replace',
      'upstreamRegistryUrl',
    ],
    [
      'another part of the upstream',
      { upstreamRepositoryPrefix: 'library', credentialArn: arn('hub') },
      'replace',
      'upstreamRepositoryPrefix',
    ],
    [
      'a role that is not declared',
      { customRoleArn: 'arn:aws:iam::123456789012:role/x', credentialArn: arn('hub') },
      'replace',
      'customRoleArn',
    ],
  ])('%s → %#', (_, difference, action, key) => {
    const planned = plan(declaredHub(), { rules: [{ ...hub, ...difference }] });
    expect(planned.changes).toMatchObject([
      { action, reason: expect.stringContaining(`${key}: `) },
    ]);
    expect(hasChanges(planned)).toBe(true);
  });

  test('a credential that is not declared cannot be taken away in place', () => {
    const rule = { ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'quay.io' };
    const rules = [{ ...rule, credentialArn: arn('quay') }];
    const planned = plan('  rules:\n    - {prefix: quay.io, upstream: quay}', { rules });
    expect(planned.changes).toMatchObject([{ action: 'replace' }]);
  });

  test('a secret that is not there never makes a replacement of an update', () => {
    const rules = [{ ...hub, credentialArn: arn('old') }];
    const planned = plan(declaredHub('credential: ecr-pullthroughcache/gone'), { rules });
    expect(planned.changes).toMatchObject([
      { action: 'update', blocked: 'the secret does not exist' },
    ]);
  });
});

describe('a replacement', () => {
  const rules = [{ ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'ghcr.io' }];
  const declared = (keys: string) => `  rules:\n    - {prefix: quay.io, upstream: quay${keys}}`;

  test('is shown and blocked unless the rule allows it', () => {
    expect(plan(declared(''), { rules }).changes).toMatchObject([
      { action: 'replace', blocked: expect.stringContaining('set allowReplace: true on the rule') },
    ]);
    const [change] = plan(declared(', allowReplace: true'), { rules }).changes;
    expect(change).toMatchObject({ action: 'replace' });
    expect(change).not.toHaveProperty('blocked');
  });
});

describe('a rule that could not stand beside others', () => {
  const registry = (...prefixes: string[]) =>
    prefixes.map((prefix) => ({ ecrRepositoryPrefix: prefix, upstreamRegistryUrl: 'quay.io' }));
  const declared = (prefix: string, prune = false) =>
    `  prune: ${prune}\n  rules:\n    - {prefix: ${prefix}, upstream: quay}`;

  test.each([
    ['quay.io/argoproj', 'quay.io'],
    ['quay.io', 'quay.io/argoproj'],
  ])('%s is blocked by %s, which stays', (prefix, other) => {
    expect(plan(declared(prefix), { rules: registry(other) }).changes).toMatchObject([
      { action: 'create', blocked: expect.stringContaining(`overlaps the rule ${other}`) },
      { action: 'unmanaged' },
    ]);
  });

  test('is free of it when that one goes', () => {
    const [change] = plan(declared('quay.io/x', true), { rules: registry('quay.io') }).changes;
    expect(change).not.toHaveProperty('blocked');
  });

  test('the 51st is blocked, and the reason says who takes up the room', () => {
    const others = Array.from({ length: 50 }, (_, i) => `old-${i}`);
    expect(plan(declared('quay.io'), { rules: registry(...others) }).changes[0]).toMatchObject({
      blocked: expect.stringContaining('50 of them are not in registry.yml'),
    });
  });

  test('one that changes in place needs no room, and no other to go', () => {
    const others = Array.from({ length: 50 }, (_, i) => `old-${i}`);
    const rules = [
      { ecrRepositoryPrefix: 'docker.io', upstreamRegistryUrl: 'registry-1.docker.io' },
      ...registry('docker.io/library', ...others),
    ];
    const [change] = plan(declaredHub(), { rules }).changes;
    expect(change).toMatchObject({ action: 'update' });
    expect(change).not.toHaveProperty('blocked');
  });

  test('one that is blocked takes no room', () => {
    const rules = registry(...Array.from({ length: 49 }, (_, i) => `old-${i}`));
    const gone = '{prefix: hub, upstream: docker-hub, credential: ecr-pullthroughcache/gone}';
    const two = `  rules:\n    - ${gone}\n    - {prefix: quay.io, upstream: quay}`;
    const [blocked, change, ...more] = plan(two, { rules }).changes;
    expect(blocked).toMatchObject({ blocked: 'the secret does not exist' });
    expect(change).not.toHaveProperty('blocked');
    expect(more).toHaveLength(49);
  });

  test('the 50th has room, also beside those that change', () => {
    const rules = [
      { ecrRepositoryPrefix: 'docker.io', upstreamRegistryUrl: 'registry-1.docker.io' },
      ...registry(...Array.from({ length: 48 }, (_, i) => `old-${i}`)),
    ];
    const two = `${declaredHub()}\n    - {prefix: quay.io, upstream: quay}`;
    expect(plan(two, { rules }).changes[1]).not.toHaveProperty('blocked');
    const full = [...rules, ...registry('old-48')];
    expect(plan(two, { rules: full }).changes[1]).toHaveProperty('blocked');
  });

  test('ROOT says that it swallows every other repository', () => {
    expect(plan(declared('ROOT')).changes).toMatchObject([
      {
        action: 'create',
        reason: expect.stringContaining('every repository without another rule'),
      },
    ]);
  });
});

describe('from a rule that is not declared', () => {
  const rules = [
    { ecrRepositoryPrefix: 'docker-hub', upstreamRegistryUrl: 'registry-1.docker.io' },
  ];

  test('it is kept and told as unmanaged', () => {
    const planned = plan('  prune: false', { rules });
    expect(planned.changes).toMatchObject([{ action: 'unmanaged', prefix: 'docker-hub' }]);
    expect(hasChanges(planned)).toBe(false);
  });

  test('it is deleted with prune: true', () => {
    const planned = plan('  prune: true', { rules });
    expect(planned.changes).toMatchObject([{ action: 'delete', prefix: 'docker-hub' }]);
    expect(hasChanges(planned)).toBe(true);
  });
});

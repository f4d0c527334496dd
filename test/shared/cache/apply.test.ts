import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  DeletePullThroughCacheRuleCommand,
  DescribePullThroughCacheRulesCommand,
  ECRClient,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, onTestFinished, test } from 'vitest';
import { applyCache } from '../../../shared/cache/apply.ts';
import { enforcedRules } from '../../../shared/cache/enforced-rules.ts';
import { observeCache } from '../../../shared/cache/observe.ts';
import { planCache } from '../../../shared/cache/plan.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { startTestAws, type TestAws } from '../../local/start.ts';
import { applying, auditLogOf, createLedger, openGate } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';

const declared = parseRegistryConfig(`
pullThroughCache:
  prune: true
  rules:
    - {prefix: docker.io, upstream: docker-hub, credential: ecr-pullthroughcache/hub}
    - {prefix: quay.io, upstream: quay, allowReplace: true}
`).pullThroughCache;

type Rule = { ecrRepositoryPrefix: string; upstreamRegistryUrl: string; credentialArn?: string };
const quay: Rule = { ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'quay.io' };
const k8sAsQuay: Rule = { ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'registry.k8s.io' };
const stale: Rule = { ecrRepositoryPrefix: 'docker-hub', upstreamRegistryUrl: 'public.ecr.aws' };

/** An AWS with a secret per name and the rules; `{secret}` stands for the first secret's ARN. */
async function awsWith(rules: Rule[], secrets = ['hub']): Promise<TestAws & { arns: string[] }> {
  const started = await startTestAws();
  const arns: string[] = [];
  for (const secret of secrets) {
    const value = { username: 'u', accessToken: 't' };
    const input = { Name: `ecr-pullthroughcache/${secret}`, SecretString: JSON.stringify(value) };
    arns.push((await started.secretsManager.send(new CreateSecretCommand(input))).ARN ?? '');
  }
  for (const rule of rules) await started.ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  return { ...started, arns };
}

async function reconcile(clients: TestAws) {
  return applyCache(applying(clients), planCache(declared, await observeCache(clients, declared)));
}

async function rulesOf(ecr: ECRClient): Promise<Record<string, string | undefined>> {
  const answer = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
  return Object.fromEntries(
    (answer.pullThroughCacheRules ?? []).map((rule) => [
      rule.ecrRepositoryPrefix,
      rule.upstreamRegistryUrl,
    ]),
  );
}

const wanted = { 'docker.io': 'registry-1.docker.io', 'quay.io': 'quay.io' };

describe.each([
  ['an empty registry', []],
  ['a registry with a stale rule', [stale]],
  ['a registry with one right rule', [quay]],
  ['a registry with a rule for another upstream', [k8sAsQuay, stale]],
])('from %s', (_, rules) => {
  test('the registry has the declared rules, and a second run writes nothing', async () => {
    const started = await awsWith(rules);
    await reconcile(started);
    expect(await rulesOf(started.ecr)).toEqual(wanted);
    const calls = recordCalls(started.aws);
    const again = await reconcile(started);
    expect(again.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    expect(calls.toSorted()).toEqual([
      'ecr:DescribePullThroughCacheRules',
      // With prune, what belongs to a rule that has gone is looked for.
      'ecr:DescribeRepositoryCreationTemplates',
      'ecr:GetRegistryPolicy',
      'secretsmanager:DescribeSecret',
    ]);
  });

  test.each(['before', 'after'] as const)(
    'a connection cut %s any one of its calls is made good by another run',
    async (drop) => {
      for (let call = 0; call < 6; call += 1) {
        const started = await awsWith(rules);
        started.aws.faults.set([{ operations: ['ecr:*'], drop, after: call, times: 1 }]);
        await reconcile(started).catch((error: Error) => expect(error.name).not.toBe('TypeError'));
        started.aws.faults.clear();
        await reconcile(started);
        expect(await rulesOf(started.ecr)).toEqual(wanted);
      }
    },
  );
});

test('one change that fails does not stop the others', async () => {
  const { aws, ...clients } = await awsWith([stale]);
  const operations = ['ecr:CreatePullThroughCacheRule'];
  aws.faults.set([{ operations, error: 'AccessDeniedException', times: 1 }]);
  const changes = await reconcile({ aws, ...clients });
  expect(changes.map(({ prefix, outcome }) => `${prefix} ${outcome}`)).toEqual([
    'docker.io failed',
    'quay.io created',
    'docker-hub deleted',
  ]);
  expect(changes[0]?.error).toMatch(/^access denied: .*ecr:CreatePullThroughCacheRule/);
});

test('a secret that is not there fails its rule and nothing else, without a call', async () => {
  const started = await awsWith([], []);
  const calls = recordCalls(started.aws);
  const changes = await reconcile(started);
  expect(changes).toMatchObject([
    {
      outcome: 'failed',
      error: expect.stringContaining('ecr-pullthroughcache/hub does not exist'),
    },
    { outcome: 'created' },
  ]);
  expect(calls.filter((call) => call.startsWith('ecr:Create'))).toHaveLength(1);
});

describe('what another run has made meanwhile is no failure, and not reported as done', () => {
  const whole = (secret: string, upstream: string, days: number) =>
    parseRegistryConfig(`
pullThroughCache:
  prune: true
  rules:
    - {prefix: docker.io, upstream: docker-hub, credential: ecr-pullthroughcache/${secret}}
    - prefix: quay.io
      upstream: ${upstream}
      allowReplace: true
      pullers: ['1111222233${days}']
      repositories: {lifecycle: {expireUntaggedDays: ${days}}}
`).pullThroughCache;
  const first = whole('hub', 'quay', 30);

  test.each([
    ['created', first, undefined],
    ['updated or replaced', whole('other', 'k8s', 40), first],
    ['deleted', parseRegistryConfig('pullThroughCache: {prune: true}').pullThroughCache, first],
  ])('%s', async (_, wanted_, before) => {
    const started = await awsWith([], ['hub', 'other']);
    const { ecr } = started;
    if (before) {
      await applyCache(applying(started), planCache(before, await observeCache(started, before)));
      const repository = { repositoryName: 'docker.io/library/redis' };
      await ecr.send(new CreateRepositoryCommand(repository));
    }
    const plan = planCache(wanted_, await observeCache(started, wanted_));
    const ledger = await createLedger(started);
    for (const by of ['first', 'second']) {
      const gate = await openGate(started, { ledger, by });
      const changes = await applyCache({ ecr, gate, rules: enforcedRules(wanted_) }, plan);
      const outcomes = new Set(changes.map(({ outcome }) => outcome));
      if (by === 'second') expect([...outcomes]).toEqual(['unchanged']);
      else expect(outcomes).not.toContain('failed');
    }
    const entries = (await auditLogOf(ledger)).map(({ entry }) => entry);
    const statesOf = (by: string) =>
      entries.filter((it) => it.by === by).map(({ target, what, state }) => [target, what, state]);
    const made = statesOf('first');
    expect(made.length).toBeGreaterThan(2);
    expect(made.every(([, , state]) => state === 'done')).toBe(true);
    expect(statesOf('second')).toEqual(made.map(([target, what]) => [target, what, 'unneeded']));
  });
});

test('what a lost answer has made is reported as done: it was us', async () => {
  const started = await awsWith([stale]);
  const lost = ['ecr:CreatePullThroughCacheRule', 'ecr:DeletePullThroughCacheRule'];
  started.aws.faults.set(
    lost.map((operation) => ({ operations: [operation], drop: 'after' as const, times: 1 })),
  );
  const calls = recordCalls(started.aws);
  const ecr = new ECRClient({ ...started.config, maxAttempts: 3 });
  onTestFinished(() => ecr.destroy());
  const changes = await reconcile({ ...started, ecr });
  expect(changes.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'deleted']);
  expect(calls.filter((call) => lost.includes(call))).toHaveLength(5);
});

test('a rule that somebody has made meanwhile for another upstream is one', async () => {
  const started = await awsWith([]);
  const plan = planCache(declared, await observeCache(started, declared));
  await started.ecr.send(new CreatePullThroughCacheRuleCommand(k8sAsQuay));
  expect(await applyCache(applying(started), plan)).toMatchObject([
    { outcome: 'created' },
    { outcome: 'failed', error: expect.stringContaining('AlreadyExists') },
  ]);
});

test('another secret is taken over in place', async () => {
  const { arns, ...started } = await awsWith([], ['hub', 'old']);
  const [, credentialArn = ''] = arns;
  const rule = { ecrRepositoryPrefix: 'docker.io', upstreamRegistryUrl: 'registry-1.docker.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand({ ...rule, credentialArn }));
  const calls = recordCalls(started.aws);
  expect(await reconcile(started)).toMatchObject([{ outcome: 'updated' }, { outcome: 'created' }]);
  expect(calls).toContain('ecr:UpdatePullThroughCacheRule');
  expect(calls).not.toContain('ecr:DeletePullThroughCacheRule');
});

describe('replace', () => {
  const operations = ['ecr:CreatePullThroughCacheRule'];

  test('puts the old rule back when the new one cannot be created', async () => {
    const started = await awsWith([k8sAsQuay]);
    // The first creation is docker.io's, the second the new quay.io, the third the old one again.
    started.aws.faults.set([{ operations, error: 'LimitExceededException', after: 1, times: 1 }]);
    const [, quayChange] = await reconcile(started);
    expect(quayChange).toMatchObject({ action: 'replace', outcome: 'failed' });
    expect(quayChange?.error).toMatch(/LimitExceededException.*the old rule is restored/);
    expect(await rulesOf(started.ecr)).toMatchObject({ 'quay.io': 'registry.k8s.io' });
  });

  test('says so when not even that works', async () => {
    const started = await awsWith([k8sAsQuay]);
    started.aws.faults.set([{ operations, error: 'ServerException', after: 1 }]);
    const [, quayChange] = await reconcile(started);
    expect(quayChange?.error).toMatch(
      /could not be restored either .*now there is none, run again/,
    );
    started.aws.faults.clear();
    await reconcile(started);
    expect(await rulesOf(started.ecr)).toEqual(wanted);
  });
});

test('deletes nothing that somebody has changed since the plan', async () => {
  const started = await awsWith([stale]);
  const plan = planCache(declared, await observeCache(started, declared));
  await started.ecr.send(
    new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix: 'docker-hub' }),
  );
  const other = { ecrRepositoryPrefix: 'docker-hub', upstreamRegistryUrl: 'quay.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand(other));
  const changes = await applyCache(applying(started), plan);
  expect(changes.at(-1)).toMatchObject({
    action: 'delete',
    outcome: 'failed',
    error: expect.stringContaining('changed since the plan was made'),
  });
  expect(await rulesOf(started.ecr)).toMatchObject({ 'docker-hub': 'quay.io' });
});

describe('a credential', () => {
  test('is tried as soon as its rule is written', async () => {
    const started = await awsWith([]);
    expect(await reconcile(started)).toMatchObject([{ validity: { valid: true } }, {}]);
  });

  test('that does not work is told, and the rule stands', async () => {
    const started = await awsWith([]);
    const SecretString = 'no JSON';
    await started.secretsManager.send(
      new PutSecretValueCommand({ SecretId: 'ecr-pullthroughcache/hub', SecretString }),
    );
    const [change] = await reconcile(started);
    expect(change).toMatchObject({ outcome: 'created', validity: { valid: false } });
    expect(JSON.stringify(change)).not.toContain(SecretString);
  });

  test('that ECR cannot try is not taken for bad', async () => {
    const started = await awsWith([]);
    const operations = ['ecr:ValidatePullThroughCacheRule'];
    started.aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    expect(await reconcile(started)).toMatchObject([
      { outcome: 'created', validity: { valid: 'unknown', failure: expect.any(String) } },
      {},
    ]);
  });
});

test('the case that this began with: docker.io with its secret comes, the old docker-hub goes', async () => {
  const { pullThroughCache } = parseRegistryConfig(`
pullThroughCache:
  prune: true
  rules:
    - prefix: docker.io
      upstream: docker-hub
      credential: ecr-pullthroughcache/dockerpullsecret-test
`);
  const started = await awsWith([], ['dockerpullsecret-test']);
  const [credentialArn = ''] = started.arns;
  const old = { ecrRepositoryPrefix: 'docker-hub', upstreamRegistryUrl: 'registry-1.docker.io' };
  await started.ecr.send(new CreatePullThroughCacheRuleCommand({ ...old, credentialArn }));
  const observed = await observeCache(started, pullThroughCache);
  const changes = await applyCache(applying(started), planCache(pullThroughCache, observed));
  expect(changes).toMatchObject([
    { prefix: 'docker.io', outcome: 'created', validity: { valid: true } },
    { prefix: 'docker-hub', outcome: 'deleted' },
  ]);
  const { pullThroughCacheRules } = await started.ecr.send(
    new DescribePullThroughCacheRulesCommand({}),
  );
  expect(pullThroughCacheRules).toMatchObject([
    {
      ecrRepositoryPrefix: 'docker.io',
      upstreamRegistryUrl: 'registry-1.docker.io',
      credentialArn,
    },
  ]);
});

test('makes room first when the registry is full', async () => {
  const full = Array.from({ length: 50 }, (_, i) => ({
    ...stale,
    ecrRepositoryPrefix: `old-${i}`,
  }));
  const started = await awsWith(full);
  const changes = await reconcile(started);
  expect(changes.every(({ outcome }) => outcome === 'created' || outcome === 'deleted')).toBe(true);
  expect(await rulesOf(started.ecr)).toEqual(wanted);
});

test('each change that was made has its entry in the audit log, and no other has one', async () => {
  const started = await awsWith([quay]);
  const ledger = await createLedger(started);
  const gate = await openGate(started, { ledger });
  const plan = planCache(declared, await observeCache(started, declared));
  const applied = await applyCache({ ...applying(started), gate }, plan);
  const ids = (await auditLogOf(ledger)).map(({ entry }) => entry.id);
  expect(applied.flatMap(({ actionIds = [] }) => actionIds).toSorted()).toEqual(ids.toSorted());
  const outcomes = applied.map(({ prefix, outcome, ...it }) => [
    `${prefix} ${outcome}`,
    'actionIds' in it,
  ]);
  expect(Object.fromEntries(outcomes)).toMatchObject({
    'docker.io created': true,
    'quay.io unchanged': false,
  });
});

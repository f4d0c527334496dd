import { describe, expect, test } from 'vitest';
import type { AppliedChange } from '../../../shared/cache/apply.ts';
import { createSecret, deployedFrom, rulesOf, secretValue, startAccount } from '../account.ts';
import { fileWith, jsonOf, type Run, runCli, sampleSnapshot } from '../run.ts';

const dockerHub = 'ecr-pullthroughcache/docker-hub';

const documented = [
  'kind',
  'action',
  'prefix',
  'before',
  'after',
  'reason',
  'outcome',
  'valid',
  'actionIds',
];

describe('apply', () => {
  test('creates what is declared, prints the outcomes, and then has nothing to do', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const { ecr, secretsManager, env } = account;
    // The snapshot's own rule has a secret; this is the declared one.
    await createSecret(secretsManager, dockerHub).catch(() => {});
    const first = await runCli(['apply', '--json'], { env });
    expect(outcomesOf(first)).toEqual({
      'docker.io': 'created',
      'quay.io': 'unchanged',
      'ecr-public': 'created',
      'docker-hub': 'unchanged',
    });
    expect(await rulesOf(ecr)).toEqual([
      'docker-hub ← registry-1.docker.io',
      'docker.io ← registry-1.docker.io',
      'ecr-public ← public.ecr.aws',
      'quay.io ← quay.io',
    ]);
    const second = await runCli(['apply', '--json'], { env });
    expect(new Set(Object.values(outcomesOf(second)))).toEqual(new Set(['unchanged']));
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(JSON.stringify([first, second])).not.toContain(secretValue);
  });

  test('deletes with prune what is not declared', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const config = fileWith(
      'pullThroughCache: {prune: true, rules: [{prefix: k8s, upstream: k8s}]}',
    );
    await deployedFrom(account, config);
    const { stdout, code } = await runCli(['apply', '-c', config], { env: account.env });
    expect(stdout).toContain(
      'In account 123456789012, region eu-west-1, stack ecr-steward-test: to make 3 changes.\n',
    );
    expect(stdout).toMatch(/^created k8s$/m);
    expect(stdout).toMatch(/^deleted quay\.io$/m);
    expect(await rulesOf(account.ecr)).toEqual(['k8s ← registry.k8s.io']);
    expect(code).toBe(0);
  });

  test('deletes nothing where no stack counts and records it, and does the rest', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const config = fileWith(
      'pullThroughCache: {prune: true, rules: [{prefix: k8s, upstream: k8s}]}',
    );
    const { stdout, code } = await runCli(['apply', '-c', config], { env: account.env });
    expect(stdout).toMatch(/^created k8s$/m);
    expect(stdout).toMatch(/^delete held back quay\.io: .* none is deployed for this registry/m);
    expect(await rulesOf(account.ecr)).toContain('quay.io ← quay.io');
    expect(code).toBe(1);
  });

  test('fails a change whose secret is missing, applies the others, deletes nothing', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const config = fileWith(`
pullThroughCache:
  rules:
    - {prefix: quay.io, upstream: docker-hub, credential: ecr-pullthroughcache/none}
    - {prefix: k8s, upstream: k8s}
`);
    const run = await runCli(['apply', '--json', '-c', config], { env: account.env });
    expect(outcomesOf(run)).toMatchObject({ 'quay.io': 'failed', k8s: 'created' });
    const keys = changesOf(run).flatMap((change) => Object.keys(change));
    expect(keys.filter((key) => !documented.includes(key))).toEqual([]);
    expect(await rulesOf(account.ecr)).toContain('quay.io ← quay.io');
    expect(run.stderr).toBe('error: 1 of 3 cache rules could not be applied: quay.io\n');
    expect(run.code).toBe(1);
  });

  test('names a change that is denied and applies the others', async () => {
    const denied = { operations: ['ecr:CreatePullThroughCacheRule'], times: 1 };
    await using account = await startAccount({
      faults: [{ ...denied, error: 'AccessDeniedException' }],
    });
    await createSecret(account.secretsManager, dockerHub);
    const run = await runCli(['apply', '--json'], { env: account.env });
    expect(outcomesOf(run)).toEqual({
      'docker.io': 'failed',
      'quay.io': 'created',
      'ecr-public': 'created',
    });
    const [failed] = changesOf(run);
    expect(failed?.reason).toMatch(/not authorized to perform: ecr:CreatePullThroughCacheRule/);
    expect(run.stderr).toBe('error: 1 of 3 cache rules could not be applied: docker.io\n');
    expect(run.code).toBe(1);
  });

  test('prints the outcome of each kind, and names a repository that is denied', async () => {
    const denied = { operations: ['ecr:PutLifecyclePolicy'], error: 'AccessDeniedException' };
    await using account = await startAccount({ snapshot: sampleSnapshot(), faults: [denied] });
    const config = fileWith(`
pullThroughCache:
  rules:
    - prefix: quay.io
      upstream: quay
      repositories: {lifecycle: {keepLast: 5}}
      pullers: ["111122223333"]
`);
    await deployedFrom(account, config);
    const { stdout, stderr, code } = await runCli(['apply', '-c', config], { env: account.env });
    expect(stdout).toMatch(/^created quay\.io template\ncreated quay\.io pullers$/m);
    expect(stdout).toMatch(/^update failed quay\.io\/argoproj\/argocd: access denied: /m);
    expect(stderr).toBe('error: 1 of 5 changes could not be applied: quay.io/argoproj/argocd\n');
    expect(code).toBe(1);
  });

  test('prints the plan, then the outcome of each change', async () => {
    await using account = await startAccount();
    const config = fileWith('pullThroughCache: {rules: [{prefix: k8s, upstream: k8s}]}');
    const { stdout } = await runCli(['apply', '-c', config], { env: account.env });
    expect(stdout.indexOf('+ create    k8s')).toBeGreaterThanOrEqual(0);
    expect(stdout.indexOf('created k8s')).toBeGreaterThan(stdout.indexOf('1 to create'));
  });
});

function changesOf(run: Run): AppliedChange[] {
  return jsonOf<{ changes: AppliedChange[] }>(run).changes;
}

function outcomesOf(run: Run): Record<string, string> {
  return Object.fromEntries(changesOf(run).map(({ prefix, outcome }) => [prefix, outcome]));
}

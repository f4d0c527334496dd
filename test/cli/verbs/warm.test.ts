import { DeletePullThroughCacheRuleCommand, ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { login } from '../../local/distribution/client.ts';
import { cached } from '../../local/pull-through/cache.ts';
import { clientConfig } from '../../local/start.ts';
import { startWarmable, upstreamVariable, wanting } from '../../support/warm.ts';
import { environmentFor } from '../account.ts';
import { fileWith, jsonOf, runCli, sampleFile } from '../run.ts';

/** An account whose rule `quay` leads to an upstream with these tags, and the command on it. */
async function startAccountWith(tags: string[], entry: string, budget = '') {
  const started = await startWarmable(tags);
  const config = fileWith(wanting(entry, budget));
  const env = {
    ...environmentFor(started.cache.aws.endpoint),
    ...upstreamVariable(started.upstream.aws),
  };
  const warm = (...args: string[]) => runCli(['warm', '-c', config, ...args], { env });
  return { ...started, warm };
}

/** The line before anything is imported. */
const place = '\nIn account 123456789012, region eu-west-1: to import images.\n';

describe('warm', () => {
  test('imports the listed images, and pulls no longer need the upstream', async () => {
    const { warm, upstream, cache, pushed } = await startAccountWith(
      ['1.27.3', '1.28.0', '1.28.4'],
      "tags: ['1.27.3', '~1.28'], platforms: [linux/amd64, linux/arm64]",
    );
    expect(await warm()).toEqual({
      stdout: `${place}warmed  quay/team-a/web-app:1.27.3 linux/amd64 linux/arm64
warmed  quay/team-a/web-app:1.28.4 (~1.28) linux/amd64 linux/arm64
2 warmed
`,
      stderr: '',
      code: 0,
    });
    expect((await warm('quay')).stdout).toMatch(/\n2 warm\n$/);
    await upstream.aws.close();
    const send = await login(cache);
    const pulled = await send('GET', `${cached}/manifests/1.28.4`);
    expect(await pulled.text()).toBe(pushed.get('1.28.4')?.index);
  });

  test('prints what failed and how to fix it, continues, and exits 1', async () => {
    const { warm } = await startAccountWith(['1'], "tags: ['9', '1']");
    const { stdout, stderr, code } = await warm();
    expect(stdout).toBe(`${place}failed  quay/team-a/web-app:9: the upstream does not have the image
        check its path and tag upstream; if it exists, the identity that pulls lacks ecr:BatchImportUpstreamImage
warmed  quay/team-a/web-app:1
1 warmed, 1 failed
`);
    expect({ stderr, code }).toEqual({
      stderr: 'error: 1 of 2 images could not be imported\n',
      code: 1,
    });
  });

  test('says of a rule that ECR does not have yet that it is to be applied', async () => {
    const { warm, cache, asked } = await startAccountWith(['1.0.0'], "tags: ['1.0.0', '~1.0']");
    const ecr = new ECRClient(clientConfig(cache.aws));
    await ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix: 'quay' }));
    ecr.destroy();
    for (const args of [[], ['quay']]) {
      const { stderr, code } = await warm(...args);
      expect(stderr).toMatch(
        /^error: ECR has no cache rule quay yet, which .*: npx ecr-steward apply /,
      );
      expect(code).toBe(1);
    }
    expect(asked).toEqual([]);
    // What a plan would ask for can be seen before.
    expect((await warm('--plan')).stdout).toContain('import  quay/team-a/web-app:1.0.0');
  });

  test('ends with 2 when the budget leaves something for the next run', async () => {
    const { warm } = await startAccountWith(['1', '2'], "tags: ['1', '2']", 'warmBudget: 1');
    const run = await warm('--json');
    expect(jsonOf(run)).toMatchObject({
      images: [
        { repositoryName: 'quay/team-a/web-app', tag: '1', outcome: 'warmed' },
        { tag: '2', outcome: 'skipped', reason: 'budget' },
      ],
    });
    expect([run.code, run.stderr]).toEqual([2, '']);
  });

  test('shows with --plan what it would import, and imports nothing', async () => {
    const { warm, cache } = await startAccountWith(['1.0.0'], "tags: ['~1.0', '2']");
    const { stdout, code } = await warm('--plan');
    expect(stdout).toBe(`import  quay/team-a/web-app:2
import  quay/team-a/web-app:1.0.0 (~1.0)
`);
    expect(code).toBe(2);
    expect(jsonOf(await warm('--plan', '--json'))).toMatchObject({
      images: [{ tag: '2', action: 'import' }, { range: '~1.0' }],
    });
    expect(cache.aws.snapshot().repositories).toEqual([]);
  });

  test.each([
    ['a prefix without a rule', ['nowhere'], /no cache rule nowhere: it has quay\n$/],
    ['a snapshot', ['--registry', sampleFile], /a snapshot has no upstream/],
  ])('refuses %s', async (_, args, message) => {
    const config = fileWith(wanting("tags: ['1']"));
    const run = await runCli(['warm', '-c', config, ...args], {
      env: environmentFor('http://127.0.0.1:9'),
    });
    expect(run).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('takes no upstream off this machine from the environment', async () => {
    const { warm, upstream } = await startAccountWith(['1.0.0'], "tags: ['~1.0']");
    await upstream.aws.close();
    const config = fileWith(wanting("tags: ['~1.0']"));
    const env = { UPSTREAM_ADDRESSES: 'quay.io=http://registry.example.com' };
    const run = await runCli(['warm', '--plan', '-c', config], {
      env: { ...environmentFor('http://127.0.0.1:9'), ...env },
    });
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('this machine only') });
    expect((await warm()).stdout).toContain('quay.io did not list its tags');
  });

  test('says so when no image is listed', async () => {
    const config = fileWith('pullThroughCache: {rules: [{prefix: quay, upstream: quay}]}');
    const run = await runCli(['warm', '-c', config], { env: environmentFor('http://127.0.0.1:9') });
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to import') });
  });
});

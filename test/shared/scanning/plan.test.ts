import { PutImageCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { quarantineTag } from '../../../shared/registry/tags/own-tag.ts';
import { planForImage } from '../../../shared/scanning/plan.ts';
import { planForRegistry } from '../../../shared/scanning/plan-registry.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';
import { noUses } from '../../../shared/use/uses.ts';
import { digestOf } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { scanOnPush, scansEnd, some } from '../../support/scanning.ts';

const repositoryName = 'team/a';

const scanningOf = (sweep = '{}') =>
  compileScanning(
    parseRegistryConfig(
      `scanning: {sweep: ${sweep}, rules: [{rule: gate, repositories: ['team/*'], fail: {critical: 0}}]}`,
    ).scanning,
  );

/** A registry in which `bad` fails, `odd` cannot be scanned, and all else is clean. */
async function startScanned(isScanned = true) {
  const started = await startTestAws({
    findings: {
      [digestOf(manifest('bad'))]: { findings: some(1, 'CRITICAL') },
      [digestOf(manifest('odd'))]: { status: 'UNSUPPORTED_IMAGE' },
    },
  });
  if (isScanned) await scanOnPush(started);
  await createRepositories(started.ecr, repositoryName, 'team/b', 'other/a');
  const pushed = async (name: string, tags: string[] = [name], repository = repositoryName) => {
    const digest = await push(started.ecr, repository, tags, manifest(name));
    if (isScanned) await scansEnd(started.ecr, repository, [digest]);
    return digest;
  };
  return { ...started, pushed };
}

type Started = Awaited<ReturnType<typeof startScanned>>;

const planOf = ({ ecr }: Started, imageId: object, repository = repositoryName) =>
  planForImage(ecr, scanningOf(), { repositoryName: repository, imageId }, async () => noUses);

describe('one image', () => {
  test('of a repository without a rule is not asked for', async () => {
    const started = await startScanned();
    const imageDigest = await started.pushed('bad', ['1'], 'other/a');
    const calls = recordCalls(started.aws);
    const plan = await planOf(started, { imageDigest }, 'other/a');
    expect(plan).toMatchObject({ lookedAt: { repositories: 0, images: 0 }, failures: [] });
    expect(calls).toEqual([]);
  });

  test('that is clean costs one call', async () => {
    const started = await startScanned();
    const imageDigest = await started.pushed('clean');
    const calls = recordCalls(started.aws);
    const plan = await planOf(started, { imageDigest });
    expect(plan).toMatchObject({ lookedAt: { repositories: 1, images: 1 }, failures: [] });
    expect(calls).toEqual(['ecr:DescribeImageScanFindings']);
  });

  test.each(['by its digest', 'by a tag'])('that fails is named with its tags, %s', async (by) => {
    const started = await startScanned();
    const imageDigest = await started.pushed('bad', ['1.0.0', 'latest']);
    const plan = await planOf(started, by === 'by a tag' ? { imageTag: '1.0.0' } : { imageDigest });
    expect(plan.failures).toMatchObject([
      { digest: imageDigest, tags: ['1.0.0', 'latest'], pushedAt: expect.any(Date) },
    ]);
    expect(plan.lookedAt.images).toBe(1);
  });

  test('that cannot be scanned is unknown, with its tags', async () => {
    const started = await startScanned();
    const imageDigest = await started.pushed('odd');
    const { unknown, failures, pending } = await planOf(started, { imageDigest });
    expect(unknown).toMatchObject([{ status: 'UNSUPPORTED_IMAGE', tags: ['odd'] }]);
    expect({ failures, pending }).toEqual({ failures: [], pending: 0 });
  });

  test('that nothing has scanned waits for another event', async () => {
    const started = await startScanned(false);
    const imageDigest = await started.pushed('clean');
    expect(await planOf(started, { imageDigest })).toMatchObject({ pending: 1, unknown: [] });
  });

  test('is judged no more once it is quarantined', async () => {
    const started = await startScanned();
    const imageDigest = await started.pushed('bad', [quarantineTag(digestOf(manifest('bad')))]);
    expect(await planOf(started, { imageDigest })).toMatchObject({
      lookedAt: { images: 0 },
      failures: [],
    });
  });

  test('whose tag is gone is nothing', async () => {
    const plan = await planOf(await startScanned(), { imageTag: 'gone' });
    expect(plan).toMatchObject({ lookedAt: { repositories: 1, images: 0 }, unknown: [] });
  });
});

describe('a run over the registry', () => {
  test('looks at what a rule is for, and says which', async () => {
    const started = await startScanned();
    const bad = await started.pushed('bad');
    const clean = await started.pushed('clean', ['1'], 'team/b');
    await started.pushed('bad', ['1'], 'other/a');
    const plan = await planForRegistry(started.ecr, scanningOf(), { uses: noUses });
    expect(plan).toMatchObject({ lookedAt: { repositories: 2, images: 2 }, left: 0, others: 0 });
    expect(plan.looked.toSorted()).toEqual([`team/a@${bad}`, `team/b@${clean}`]);
    expect(plan.failures).toMatchObject([{ repository: repositoryName, digest: bad }]);
  });

  test('looks at named repositories only, and tells its progress', async () => {
    const started = await startScanned();
    await started.pushed('bad');
    await started.pushed('clean', ['1'], 'team/b');
    const read: string[] = [];
    const options = {
      uses: noUses,
      names: ['team/b'],
      onRepository: (name: string) => void read.push(name),
    };
    const plan = await planForRegistry(started.ecr, scanningOf(), options);
    expect(plan).toMatchObject({ lookedAt: { repositories: 1, images: 1 }, failures: [] });
    expect(read).toEqual(['team/b']);
  });

  test('leaves what is beyond its bound, the longest unused first', async () => {
    const times = ['2026-11-01T00:00:00Z', '2026-11-03T00:00:00Z', '2026-11-02T00:00:00Z'];
    let now = new Date();
    const { ecr } = await startTestAws({ now: () => now });
    await createRepositories(ecr, repositoryName);
    for (const [at, time] of times.entries()) {
      now = new Date(time);
      const input = { repositoryName, imageTag: `${at}`, imageManifest: manifest(`${at}`) };
      await ecr.send(new PutImageCommand(input));
    }
    const plan = await planForRegistry(ecr, scanningOf('{maxImages: 2}'), { uses: noUses });
    expect(plan.looked).toEqual([1, 2].map((at) => `team/a@${digestOf(manifest(`${at}`))}`));
    expect(plan).toMatchObject({ lookedAt: { images: 2 }, left: 1 });
  });
});

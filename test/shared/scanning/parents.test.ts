import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { Failure } from '../../../shared/scanning/findings/result.ts';
import { withParents } from '../../../shared/scanning/parents.ts';
import { quarantine } from '../../../shared/scanning/quarantine.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';
import { inUse } from '../../../shared/use/guard.ts';
import { noUses } from '../../../shared/use/uses.ts';
import {
  createRepository,
  index,
  manifest,
  put,
  repositoryName,
  tagsByDigest,
} from '../../local/images.ts';
import { startTestAws, startWithRepository } from '../../local/start.ts';
import { freely } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { failing as failureOf } from './failures.ts';

test('a multi-arch image that was pulled lately keeps its tags, also if this part of it was not', async () => {
  const { aws, ecr } = await startTestAws({ auth: false });
  await createRepository(ecr);
  const digest = await put(ecr, manifest('amd64'));
  const parent = await put(ecr, index(manifest('amd64')), '1.0.0');
  const pulled = await fetch(`${aws.endpoint}/v2/${repositoryName}/manifests/1.0.0`, {
    headers: { accept: 'application/vnd.oci.image.index.v1+json' },
  });
  expect(pulled.status).toBe(200);

  const config = parseRegistryConfig(
    'scanning: { rules: [{ rule: gate, fail: { critical: 0 }, action: quarantine }] }',
  );
  const scanning = compileScanning(config.scanning);
  const rule = scanning.ruleFor(repositoryName);
  if (rule === undefined) throw new Error('there is no rule');
  const judgement = { over: [], findings: [] } as unknown as Failure['judgement'];
  const failing: Failure = { repository: repositoryName, digest, tags: [], rule, judgement };
  const [failure = failing] = await withParents(ecr, [failing]);
  const guard = inUse(async () => noUses);
  const fate = { kind: 'quarantine' as const, digest: parent, tags: ['1.0.0'] };
  const treatment = await quarantine({ ecr, scanning, gate: freely, guard }, failure, fate);
  expect(treatment).toEqual({ kind: 'kept', why: expect.stringContaining('it was pulled on 20') });
  expect(await tagsByDigest(ecr)).toMatchObject({ [parent]: ['1.0.0'] });
});

describe('an image without a tag is known by', () => {
  async function startAt() {
    let now = new Date('2026-11-20T12:00:00Z');
    const started = await startTestAws({ now: () => now });
    await createRepository(started.ecr);
    const putAt = async (minutes: number, ...image: [manifest: string, tag?: string]) => {
      now = new Date(Date.UTC(2026, 10, 20, 12, minutes));
      return { digest: await put(started.ecr, ...image), pushedAt: now };
    };
    const parentsOf = async (image: { digest: string; pushedAt: Date }, tags: string[] = []) => {
      const failure = failureOf('report', { repository: repositoryName, tags, ...image });
      const [found] = await withParents(started.ecr, [failure]);
      return found?.partOf;
    };
    return { ...started, putAt, parentsOf };
  }

  test('the next index that lists it, and its own tags', async () => {
    const { putAt, parentsOf } = await startAt();
    const image = await putAt(0, manifest('amd64'));
    await putAt(1, manifest('arm64'));
    await putAt(2, index(manifest('arm64')), 'other');
    const parent = await putAt(3, index(manifest('amd64')), '1.0.0');
    const later = await putAt(4, index(manifest('amd64'), manifest('arm64')), 'later');
    expect(await parentsOf(image)).toEqual({ digest: parent.digest, tags: ['1.0.0'] });
    expect(await parentsOf(image, ['mine'])).toBeUndefined();
    // It was deleted and pushed once more.
    const again = { ...image, pushedAt: new Date(parent.pushedAt.getTime() + 1) };
    expect(await parentsOf(again)).toMatchObject({ digest: later.digest });
  });

  test('one that came in the same moment', async () => {
    const { putAt, parentsOf } = await startAt();
    const image = await putAt(0, manifest('amd64'));
    const parent = await putAt(0, index(manifest('amd64')), '1.0.0');
    expect(await parentsOf(image)).toMatchObject({ digest: parent.digest });
  });

  test.each([
    [9, true],
    [10, false],
  ])('one behind %i others: %s', async (others, isFound) => {
    const { aws, putAt, parentsOf } = await startAt();
    const image = await putAt(0, manifest('amd64'));
    await putAt(0, manifest('arm64'));
    for (let at = 1; at <= others; at += 1) {
      const other = JSON.parse(index(manifest('arm64')));
      await putAt(at, JSON.stringify({ ...other, annotations: { at } }), `${at}`);
    }
    const parent = await putAt(59, index(manifest('amd64')), '1.0.0');
    const calls = recordCalls(aws);
    expect((await parentsOf(image))?.digest).toBe(isFound ? parent.digest : undefined);
    expect(calls.filter((call) => call === 'ecr:BatchGetImage')).toHaveLength(10);
  });

  test('no index that is quarantined, or is none', async () => {
    const { putAt, parentsOf } = await startAt();
    const image = await putAt(0, manifest('amd64'));
    await putAt(1, index(manifest('amd64')), `quarantine-${'0'.repeat(12)}`);
    await putAt(2, manifest('about', { annotations: { of: image.digest } }), '1.0.0');
    expect(await parentsOf(image)).toBeUndefined();
  });
});

test('of several images of a repository each index is read once, and the list too', async () => {
  const { aws, ecr } = await startWithRepository();
  const parts = ['amd64', 'arm64'].map((name) => manifest(name));
  const digests: string[] = [];
  for (const part of parts) digests.push(await put(ecr, part));
  const parent = await put(ecr, index(...parts), '1.0.0');
  const calls = recordCalls(aws);
  const pushedAt = new Date(0);
  const failures = digests.map((digest) =>
    failureOf('report', { repository: repositoryName, digest, tags: [], pushedAt }),
  );
  const found = await withParents(ecr, failures);
  expect(found.map(({ partOf }) => partOf?.digest)).toEqual([parent, parent]);
  expect(calls).toEqual(['ecr:DescribeImages', 'ecr:BatchGetImage']);
});

test('an image whose repository is gone has no index', async () => {
  const { ecr } = await startTestAws();
  const failure = failureOf('report', { repository: 'gone/a', digest: 'sha256:1', tags: [] });
  expect(await withParents(ecr, [failure])).toEqual([failure]);
});

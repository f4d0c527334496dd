import { expect, test } from 'vitest';
import { begin, close } from '../../../shared/actions/audit-log.ts';
import { startTestStack } from '../../support/stack.ts';
import { bucketOf, partsOf, registryYml, takeSummary, withImages } from './walk.ts';

test('keeps what was done, by the day of it', async () => {
  const started = await withImages();
  const rule = { capability: 'naming', name: 'versions', text: '' } as const;
  const action = { kind: 'setting', rule, target: 'a/one:x', what: 'do something' } as const;
  const yesterday = new Date(Date.now() - 86_400_000);
  const entry = await begin(started.ledger, action, 'somebody', yesterday);
  await close(started.ledger, entry, { state: 'done', outcome: 'done' });
  const summary = await takeSummary(started);
  const date = yesterday.toISOString().slice(0, 10);
  expect(summary.acts).toEqual({ date, done: 1, failed: 0, unknown: 0, observing: [] });
  expect((await bucketOf(started).keys('acts/')).join()).toContain(`acts/date=${date}/account=`);
});

test('a run that is throttled, cut off and killed writes the same files, bit for bit', async () => {
  const started = await withImages();
  await takeSummary(started);
  const undisturbed = await partsOf(started);
  started.aws.faults.set([
    { error: 'ThrottlingException', operations: ['ecr:*'], probability: 0.3, seed: 3 },
    { drop: 'after', operations: ['ecr:*'], probability: 0.05, seed: 4 },
  ]);
  const stop = started.stack.onCheckpoint(({ name, action }) => {
    if (name !== 'slice 0 from 0' || action !== 'START') return;
    stop();
    void started.stack.kill('walk');
  });
  const summary = await takeSummary(started);
  expect(started.invocations.at(-1)?.durable?.crashes).toBe(1);
  expect(await partsOf(started)).toEqual(undisturbed);
  expect(Object.keys(undisturbed)).toHaveLength(2);
  expect(summary).toMatchObject({ complete: true, images: 3 });
});

test('names a repository that could not be read, publishes the others and tells', async () => {
  const started = await withImages();
  started.aws.faults.set([
    { error: 'AccessDeniedException', operations: ['ecr:DescribeImages'], times: 1 },
  ]);
  const summary = await takeSummary(started);
  const [unread] = summary.failed;
  expect(summary.failed).toMatchObject([{ error: expect.stringMatching(/^access denied: /) }]);
  expect(summary).toMatchObject({ complete: false, repositories: 2 });
  expect(summary.perRepository.map(({ repository }) => repository)).not.toContain(
    unread?.repository,
  );
  expect(started.alerts()).toEqual([
    expect.stringContaining(`${unread?.repository}: access denied`),
  ]);
});

test('a second run of the day takes the place of the first, and leaves nothing of it', async () => {
  const started = await withImages();
  const { summary, bucket } = { summary: await takeSummary(started), bucket: bucketOf(started) };
  const [part] = summary.parts;
  const leftover = part?.key.replace('part-00000', 'part-00001') ?? '';
  await bucket.put(leftover, 'of a run with more slices');
  // What a walk keeps for itself expires.
  const published = async () => (await bucket.keys()).filter((key) => !key.startsWith('runs/'));
  const keys = await published();
  await takeSummary(started);
  expect(await published()).toEqual(keys.filter((key) => key !== leftover));
});

test('a slice that the inventory fails in three times is told, and the rest is published', async () => {
  const started = await startTestStack(registryYml, {
    synthetic: { repositories: 260, imagesPerRepository: 1 },
  });
  const operations = ['ecr:BatchGetRepositoryScanningConfiguration'];
  // One slice has 250 repositories and reads this ten times, the other has ten and reads it once.
  started.aws.faults.set([{ operations, error: 'AccessDeniedException', after: 1 }]);
  const summary = await takeSummary(started);
  expect(summary.complete).toBe(false);
  expect(summary.failed).toHaveLength(260 - summary.repositories);
  expect([10, 250]).toContain(summary.repositories);
  const { operations: steps = [] } = started.invocations.at(-1)?.durable ?? {};
  const again = steps.filter(({ name }) => name?.includes(' again '));
  expect(again.map(({ name }) => name?.slice(-7))).toEqual(['again 1', 'again 2']);
  const denied =
    '- team-0000/service-\\d+: access denied: .*BatchGetRepositoryScanningConfiguration';
  expect(started.alerts()).toEqual([
    expect.stringMatching(/^The inventory of registry 123456789012 in eu-west-1 is incomplete\n/),
    expect.stringMatching(
      new RegExp(
        `^The walk over the registry failed for inventory\n\n` +
          `- Repositories that it has not seen: ${summary.failed.length}\n${denied}`,
      ),
    ),
  ]);
});

test.each([
  [
    'the registry cannot be read',
    'ecr:DescribeRepositories',
    'AccessDeniedException',
    /not authorized/,
  ],
  ['the bucket refuses', 's3:*', 'AccessDenied', /^access denied: s3:\w+ on s3:\/\/[\w-]+\/\w+/],
])('fails when %s, and publishes nothing', async (_, operation, error, message) => {
  const started = await withImages();
  started.aws.faults.set([{ operations: [operation], error, status: 403 }]);
  const outcome = await started.stack.fire('walk');
  expect(outcome).toMatchObject({ ok: false, error: { message: expect.stringMatching(message) } });
  started.aws.faults.clear();
  expect(await bucketOf(started).keys('summary/')).toEqual([]);
  expect(started.deadLetters()).toHaveLength(1);
});

test('where no repository can be read, publishes nothing, and other visitors go on', async () => {
  const started = await withImages();
  const operations = ['ecr:DescribeImages'];
  started.aws.faults.set([{ operations, error: 'AccessDeniedException', status: 403 }]);
  const outcome = await started.stack.fire('walk');
  expect(outcome).toMatchObject({ ok: true, result: { repositories: 3, naming: {} } });
  expect(outcome.ok && outcome.result).not.toHaveProperty('inventory');
  started.aws.faults.clear();
  expect(await bucketOf(started).keys('summary/')).toEqual([]);
  expect(started.alerts()).toEqual([
    expect.stringMatching(
      /^The walk over the registry failed for inventory\n\n- It was not finished: no repository could be read: a\/one /,
    ),
  ]);
});

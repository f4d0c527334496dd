import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { applyRepositories } from '../../../shared/repositories/apply.ts';
import { planUndo } from '../../../shared/steward/undo/undo.ts';
import { startTestAws } from '../../local/start.ts';
import { auditLogOf, createLedger, freely, openGate } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { push } from '../../support/images.ts';
import {
  create,
  declaring,
  lifecycleByHand,
  NAME,
  planFor,
  putLifecycle,
  reconcile,
  registryOf,
} from './worlds.ts';

const full = declaring(
  'owner: team-a, mutability: IMMUTABLE, scanOnPush: true, encryption: {encryptionType: KMS}, lifecycle: {keepLast: 5}, tags: {a: b}',
);

test('a repository that is missing is created with all that CreateRepository takes at once', async () => {
  const { aws, ecr } = await startTestAws();
  const plan = await planFor(ecr, full);
  expect(plan).toMatchObject([{ action: 'create', repository: NAME }]);
  const calls = recordCalls(aws);
  await applyRepositories({ ecr, gate: freely }, full, plan);
  expect(calls).toEqual(['ecr:CreateRepository', 'ecr:PutLifecyclePolicy']);
  expect(await registryOf(ecr)).toMatchObject([
    {
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'KMS' },
      tags: { owner: 'team-a', a: 'b' },
    },
  ]);
});

test('of a glob nothing is created, and what no entry matches is not looked at', async () => {
  const { ecr } = await startTestAws();
  expect(await planFor(ecr, declaring('mutability: IMMUTABLE', 'team-b/**'))).toEqual([]);
  await create(ecr);
  expect(await planFor(ecr, declaring('mutability: IMMUTABLE', 'team-b/**'))).toEqual([]);
  expect(await planFor(ecr, declaring('mutability: IMMUTABLE', 'team-a/**'))).toMatchObject([
    { action: 'update', repository: NAME },
  ]);
});

test('encryption of an existing one is only reported', async () => {
  const { ecr } = await startTestAws();
  await create(ecr);
  const plan = await planFor(ecr, declaring('encryption: {encryptionType: KMS}'));
  expect(plan).toMatchObject([
    { action: 'none', reason: 'stays encrypted as AES256: ECR cannot change that' },
  ]);
});

describe('what somebody else did since the plan', () => {
  test('a repository that exists by now is left to another run', async () => {
    const { ecr } = await startTestAws();
    const plan = await planFor(ecr, full);
    await create(ecr);
    const [applied] = await applyRepositories({ ecr, gate: freely }, full, plan);
    expect(applied).toMatchObject({
      outcome: 'failed',
      error: `the repository ${NAME} has changed since the plan was made: run again`,
    });
    expect(await reconcile(ecr, full)).toMatchObject([{ action: 'update', outcome: 'updated' }]);
  });

  test('one that is as declared by now needs nothing', async () => {
    const { ecr } = await startTestAws();
    const plan = await planFor(ecr, full);
    await reconcile(ecr, full);
    expect(await applyRepositories({ ecr, gate: freely }, full, plan)).toMatchObject([
      { outcome: 'unchanged' },
    ]);
  });

  test('a policy that was changed stays', async () => {
    const { ecr } = await startTestAws();
    await create(ecr);
    const declared = declaring('lifecycle: {keepLast: 5}');
    const plan = await planFor(ecr, declared);
    await putLifecycle(ecr, lifecycleByHand);
    expect(await applyRepositories({ ecr, gate: freely }, declared, plan)).toMatchObject([
      { outcome: 'failed', error: expect.stringContaining('has changed since the plan') },
    ]);
  });
});

describe('the undo of a creation', () => {
  async function startCreated() {
    const started = await startTestAws();
    const ledger = await createLedger(started);
    await reconcile(started.ecr, full, await openGate(started, { ledger }));
    const [logged] = await auditLogOf(ledger);
    if (logged === undefined) throw new Error('nothing was recorded');
    const names = async () => {
      const { repositories = [] } = await started.ecr.send(new DescribeRepositoriesCommand({}));
      return repositories.map(({ repositoryName }) => repositoryName);
    };
    return { ...started, names, undo: () => planUndo(started.ecr, logged.entry) };
  }

  test('deletes what is empty and as it was created', async () => {
    const { names, undo } = await startCreated();
    const planned = await undo();
    expect(planned).toMatchObject({
      state: 'ready',
      lines: [expect.stringContaining(`delete the repository ${NAME}`)],
    });
    if (planned.state === 'ready') await planned.work();
    expect(await names()).toEqual([]);
    expect(await undo()).toMatchObject({ state: 'nothing' });
  });

  test('is refused where it has other settings by now', async () => {
    const { ecr, undo } = await startCreated();
    await putLifecycle(ecr, lifecycleByHand);
    expect(await undo()).toMatchObject({
      state: 'refused',
      why: expect.stringContaining(`the repository ${NAME} has been changed since`),
    });
  });

  test('is refused by ECR where it has images', async () => {
    const { ecr, names, undo } = await startCreated();
    await push(ecr, NAME, ['1.0']);
    const planned = await undo();
    if (planned.state !== 'ready') throw new Error(planned.state);
    await expect(planned.work()).rejects.toThrow(`${NAME} has images by now, so it stays`);
    expect(await names()).toEqual([NAME]);
  });
});

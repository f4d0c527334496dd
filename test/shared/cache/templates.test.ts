import { UpdateRepositoryCreationTemplateCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { applyCache } from '../../../shared/cache/apply.ts';
import { startTestAws } from '../../local/start.ts';
import { applying } from '../../support/acting.ts';
import { declaring, planFor, putTemplate, reconcile, roleArn, templatesOf } from './worlds.ts';

const untagged = 'lifecycle: {expireUntaggedDays: 14}';
const declared = declaring(`repositories: {${untagged}}`);
const takingOver = declaring(`repositories: {${untagged}, takeOver: true}`);

async function templateChange(clients: Awaited<ReturnType<typeof startTestAws>>, file = declared) {
  const { changes } = await planFor(clients, file);
  return changes.find(({ kind }) => kind === 'template');
}

describe('from no template', () => {
  test('one of ours is created for the cache', async () => {
    const started = await startTestAws();
    const keys = `${untagged}, tags: {team: a}, customRoleArn: "${roleArn}"`;
    await reconcile(started, declaring(`repositories: {${keys}}`));
    expect(await templatesOf(started.ecr)).toMatchObject([
      {
        prefix: 'quay.io',
        appliedFor: ['PULL_THROUGH_CACHE'],
        description: expect.stringMatching(/^Managed by ecr-steward/),
        resourceTags: [{ Key: 'team', Value: 'a' }],
        lifecyclePolicy: expect.stringContaining('sinceImagePushed'),
      },
    ]);
  });

  test('the plan warns of immutable tags, and says which stay movable', async () => {
    const started = await startTestAws();
    const keys = 'mutability: IMMUTABLE, mutabilityExclusions: [latest]';
    const file = declaring(`repositories: {${keys}}`);
    const reason = 'immutable tags: ECR can never refresh a cached tag except latest';
    expect(await templateChange(started, file)).toMatchObject({ action: 'create', reason });
    await reconcile(started, file);
    expect(await templateChange(started, file)).toMatchObject({ action: 'none', reason });
  });

  test('the plan tells of a longer prefix that takes repositories away from it', async () => {
    const started = await startTestAws();
    await putTemplate(started.ecr, 'quay.io/argoproj', { appliedFor: ['PULL_THROUGH_CACHE'] });
    expect(await templateChange(started)).toMatchObject({
      reason: 'repositories under quay.io/argoproj have their own template',
    });
  });
});

describe('from a template that somebody has made', () => {
  test('it stays as it is, which is told with the key that would change that', async () => {
    const started = await startTestAws();
    await putTemplate(started.ecr, 'quay.io', { imageTagMutability: 'IMMUTABLE' });
    const before = await templatesOf(started.ecr);
    expect(await reconcile(started, declared)).toMatchObject([
      {},
      {
        action: 'update',
        outcome: 'failed',
        error: 'the template was created manually: takeOver: true brings it in line, or delete it',
      },
    ]);
    expect(await templatesOf(started.ecr)).toEqual(before);
  });

  test('it is right if it already does what is declared', async () => {
    const started = await startTestAws();
    const appliedFor = ['PULL_THROUGH_CACHE'];
    await putTemplate(started.ecr, 'quay.io', { appliedFor, imageTagMutability: 'MUTABLE' });
    const file = declaring('repositories: {mutability: MUTABLE}');
    expect(await templateChange(started, file)).toMatchObject({ action: 'none' });
  });

  test('with takeOver it is brought in line, and keeps its description, its purposes and what is not declared', async () => {
    const started = await startTestAws();
    await putTemplate(started.ecr, 'quay.io', { imageTagMutability: 'IMMUTABLE' });
    expect(await reconcile(started, takingOver)).toMatchObject([
      {},
      { action: 'update', outcome: 'updated', reason: expect.stringContaining('created manually') },
    ]);
    expect(await templatesOf(started.ecr)).toMatchObject([
      {
        description: 'by hand',
        appliedFor: ['REPLICATION', 'PULL_THROUGH_CACHE'],
        imageTagMutability: 'IMMUTABLE',
        lifecyclePolicy: expect.stringContaining('untagged'),
      },
    ]);
  });

  test('it is not taken for the cache with tags and without a role', async () => {
    const started = await startTestAws();
    await putTemplate(started.ecr, 'quay.io', { resourceTags: [{ Key: 'a', Value: 'b' }] });
    expect(await reconcile(started, takingOver)).toMatchObject([
      {},
      { outcome: 'failed', error: expect.stringContaining('set customRoleArn, or delete it') },
    ]);
    expect(await templatesOf(started.ecr)).toMatchObject([{ appliedFor: ['REPLICATION'] }]);
  });

  test('it is never deleted, and one for another prefix is not told of', async () => {
    const started = await startTestAws();
    await putTemplate(started.ecr, 'quay.io');
    await putTemplate(started.ecr, 'team-a');
    const changes = await reconcile(started, declaring());
    expect(changes.map(({ kind }) => kind)).toEqual(['rule']);
    expect(await templatesOf(started.ecr)).toHaveLength(2);
  });
});

describe('from one of ours', () => {
  test('what the file no longer says is taken away', async () => {
    const started = await startTestAws();
    const more = `tags: {a: b}, mutability: MUTABLE, mutabilityExclusions: ["v*"], customRoleArn: "${roleArn}"`;
    await reconcile(started, declaring(`repositories: {${untagged}, ${more}}`));
    await reconcile(started, declaring('repositories: {mutability: MUTABLE}'));
    const [template] = await templatesOf(started.ecr);
    expect(template).toMatchObject({ imageTagMutability: 'MUTABLE', resourceTags: [] });
    expect(template?.lifecyclePolicy || template?.customRoleArn).toBeFalsy();
    expect(template).not.toHaveProperty('imageTagMutabilityExclusionFilters');
  });

  test('it goes when its block is emptied', async () => {
    const started = await startTestAws();
    await reconcile(started, declared);
    expect(await reconcile(started, declaring('repositories: {}'))).toMatchObject([
      { kind: 'rule', outcome: 'unchanged' },
      { kind: 'template', prefix: 'quay.io', action: 'delete', outcome: 'deleted' },
    ]);
    expect(await templatesOf(started.ecr)).toEqual([]);
  });

  test.each([
    ['updates', declaring('repositories: {lifecycle: {keepLast: 3}}')],
    ['deletes', declaring('repositories: {}')],
  ])('%s nothing that somebody has changed since the plan', async (_, file) => {
    const started = await startTestAws();
    await reconcile(started, declared);
    const plan = await planFor(started, file);
    const input = { prefix: 'quay.io', imageTagMutability: 'IMMUTABLE' as const };
    await started.ecr.send(new UpdateRepositoryCreationTemplateCommand(input));
    expect((await applyCache(applying(started), plan)).at(-1)).toMatchObject({
      outcome: 'failed',
      error: 'the template quay.io has changed since the plan was made: run again',
    });
    expect(await templatesOf(started.ecr)).toMatchObject([{ imageTagMutability: 'IMMUTABLE' }]);
  });

  test('takes away only what a template has: else an empty role could need a right to pass it', async () => {
    const started = await startTestAws();
    await reconcile(started, declared);
    const inputs: object[] = [];
    started.ecr.middlewareStack.add(
      (next, { commandName }) =>
        (call) => {
          if (commandName?.startsWith('Update')) inputs.push(call.input);
          return next(call);
        },
      { step: 'initialize' },
    );
    await reconcile(started, declaring('repositories: {mutability: IMMUTABLE}'));
    expect(inputs).toEqual([expect.objectContaining({ lifecyclePolicy: '' })]);
    expect(inputs[0]).not.toHaveProperty('customRoleArn');
    expect(inputs[0]).not.toHaveProperty('repositoryPolicy');
    expect(await templatesOf(started.ecr)).toMatchObject([{ imageTagMutability: 'IMMUTABLE' }]);
  });
});

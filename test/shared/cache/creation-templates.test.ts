import { describe, expect, test } from 'vitest';
import { applyCache } from '../../../shared/cache/apply.ts';
import { declaredCache } from '../../../shared/cache/declared.ts';
import { enforcedRules } from '../../../shared/cache/enforced-rules.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { startTestAws } from '../../local/start.ts';
import { applying } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { planFor, putTemplate, reconcile, templatesOf } from './worlds.ts';

const declaring = (templates: string, prune = false) =>
  declaredCache(
    parseRegistryConfig(`pullThroughCache: {prune: ${prune}}\ncreationTemplates: [${templates}]`),
  );

const pushes =
  '{prefix: team-a, appliedFor: [CREATE_ON_PUSH, REPLICATION], mutability: IMMUTABLE, lifecycle: {keepLast: 5}}';

describe('a template for pushes and copies', () => {
  test('is made, and then nothing is left to do', async () => {
    const started = await startTestAws();
    expect(await reconcile(started, declaring(pushes))).toMatchObject([
      { kind: 'template', prefix: 'team-a', outcome: 'created' },
    ]);
    const [template] = await templatesOf(started.ecr);
    expect(template).toMatchObject({
      appliedFor: ['CREATE_ON_PUSH', 'REPLICATION'],
      imageTagMutability: 'IMMUTABLE',
      lifecyclePolicy: expect.stringContaining('"countNumber":5'),
    });
    const calls = recordCalls(started.aws);
    expect(await reconcile(started, declaring(pushes))).toMatchObject([{ outcome: 'unchanged' }]);
    expect(calls.filter((it) => /Template/.test(it))).toEqual([
      'ecr:DescribeRepositoryCreationTemplates',
    ]);
  });

  test('of another purpose is brought in line', async () => {
    const started = await startTestAws();
    await reconcile(started, declaring(pushes));
    const other = pushes.replace('CREATE_ON_PUSH, REPLICATION', 'CREATE_ON_PUSH');
    expect(await reconcile(started, declaring(other))).toMatchObject([{ outcome: 'updated' }]);
    expect(await templatesOf(started.ecr)).toMatchObject([{ appliedFor: ['CREATE_ON_PUSH'] }]);
  });

  test('that was created manually stays, until takeOver is set', async () => {
    const started = await startTestAws();
    await putTemplate(started.ecr, 'team-a');
    expect(await reconcile(started, declaring(pushes))).toMatchObject([
      { outcome: 'failed', error: expect.stringContaining('was created manually') },
    ]);
    const taking = declaring(pushes.replace('prefix', 'takeOver: true, prefix'));
    expect(await reconcile(started, taking)).toMatchObject([{ outcome: 'updated' }]);
    expect(await templatesOf(started.ecr)).toMatchObject([
      { description: 'by hand', imageTagMutability: 'IMMUTABLE' },
    ]);
  });

  test('that is no longer declared stays and is reported, unless prune is set', async () => {
    const started = await startTestAws();
    await reconcile(started, declaring(pushes));
    const other = '{prefix: team-b, appliedFor: [CREATE_ON_PUSH]}';
    expect((await planFor(started, declaring(other))).changes).toMatchObject([
      { prefix: 'team-b', action: 'create' },
      { prefix: 'team-a', action: 'unmanaged' },
    ]);
    expect(await reconcile(started, declaring(other, true))).toMatchObject([
      { prefix: 'team-b', outcome: 'created' },
      { prefix: 'team-a', outcome: 'deleted' },
    ]);
  });

  test('belongs to a rule of its own, which has to be allowed where it can break something', async () => {
    const started = await startTestAws();
    const declared = declaring(`${pushes}, {prefix: b1, appliedFor: [CREATE_ON_PUSH]}`);
    const rules = enforcedRules(declared);
    expect(rules.map(({ name }) => name)).toEqual(['template team-a', 'template b1']);
    expect(rules[0]?.text).toContain('IMMUTABLE');
    const asked: string[] = [];
    const with_ = applying(started);
    const gate = {
      ...with_.gate,
      perform: (async (action, work) => {
        asked.push(action.rule.name);
        return with_.gate.perform(action, work);
      }) satisfies typeof with_.gate.perform as typeof with_.gate.perform,
    };
    await applyCache({ ...with_, gate, rules }, await planFor(started, declared));
    expect(asked).toEqual(['template team-a', 'template b1']);
  });
});

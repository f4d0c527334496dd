import { expect, test } from 'vitest';
import { auditLogOf } from '../../support/acting.ts';
import { dayIn, startNights } from './walking.ts';

const deletes = '[{afterDays: 30, action: delete, waitDays: 7}]';
const denied = (operation: string) => [{ operations: [operation], error: 'AccessDeniedException' }];

test.each([
  ['ecr:TagResource', { failed: 1 }],
  ['ecr:ListTagsForResource', {}],
])('without %s nothing is marked', async (operation, outcomes) => {
  const { aws, night, tagsOf, sent } = await startNights('aa');
  aws.faults.set(denied(operation));
  expect(await night({ rules: deletes, day: 31 })).toMatchObject({ outcomes });
  aws.faults.set([]);
  expect(await tagsOf('aa')).toEqual({});
  if ('failed' in outcomes) {
    expect(sent()).toEqual(['aa is unused, and could not be marked or deleted']);
    await night({ rules: deletes, day: 32 });
    expect(sent()).toEqual([
      'Resolved: aa is unused, and could not be marked or deleted',
      `aa is unused since ${dayIn(0)}`,
    ]);
  }
});

test.each(['ecr:GetLifecyclePolicy', 'ecr:GetRepositoryPolicy', 'ecr:DeleteRepository'])(
  'without %s nothing is deleted, and that is reported',
  async (operation) => {
    const { aws, ledger, night, names, sent } = await startNights('aa', 'bb');
    await night({ rules: deletes, day: 31 });
    sent();
    aws.faults.set(denied(operation));
    expect(await night({ rules: deletes, day: 39 })).toMatchObject({ outcomes: { failed: 2 } });
    expect(await names()).toEqual(['aa', 'bb']);
    expect(sent()).toContain('aa is unused, and could not be marked or deleted');
    aws.faults.set([]);
    expect(await night({ rules: deletes, day: 40 })).toMatchObject({ outcomes: { deleted: 2 } });
    const last = (await auditLogOf(ledger)).at(-1)?.entry;
    expect(last).toMatchObject({ state: 'done', before: { deleted: { name: 'bb' } } });
  },
);

test('tags that cannot be read leave an alert as it is', async () => {
  const { aws, night, sent } = await startNights('aa');
  await night({ rules: deletes, day: 31 });
  sent();
  aws.faults.set(denied('ecr:ListTagsForResource'));
  expect(await night({ rules: deletes, day: 32 })).toMatchObject({ unread: 1 });
  expect(sent()).toEqual(['The resource tags of aa could not be read']);
  aws.faults.set([]);
  await night({ rules: deletes, day: 33 });
  expect(sent()).toEqual(['Resolved: The resource tags of aa could not be read']);
});

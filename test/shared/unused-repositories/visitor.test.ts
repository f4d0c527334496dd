import {
  DescribeRepositoriesCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { planUndo } from '../../../shared/steward/undo/undo.ts';
import type { Uses } from '../../../shared/use/uses.ts';
import { auditLogOf } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { push } from '../../support/images.ts';
import { dayIn, startNights } from './walking.ts';

const reports = '[{afterDays: 30}]';
const tags = '[{afterDays: 30, action: tag}]';
const deletes = '[{afterDays: 30, action: delete, waitDays: 7}]';

const since = 'ecr-steward:unused-since';
const after = 'ecr-steward:delete-after';
const keep = 'ecr-steward:keep';

const runs = (repository: string): Uses => ({
  images: [{ repository, imageId: { imageTag: 'gone' }, by: ['ECS service prod/web'] }],
  unknown: [],
});
const unknown: Uses = { images: [], unknown: [{ source: 'ecs', why: 'it is denied' }] };

describe('an unused repository', () => {
  test('is reported once it is old enough, and nothing is done', async () => {
    const { night, sent, names, tagsOf } = await startNights('aa', 'bb');
    expect(await night({ rules: reports, day: 29 })).toMatchObject({ states: { used: 2 } });
    expect(sent()).toEqual([]);
    expect(await night({ rules: reports, day: 31 })).toMatchObject({
      states: { unused: 2 },
      outcomes: {},
    });
    const today = dayIn(0);
    expect(sent()).toEqual([`aa is unused since ${today}`, `bb is unused since ${today}`]);
    await night({ rules: reports, day: 32 });
    expect(sent()).toEqual([]);
    expect([await names(), await tagsOf('aa')]).toEqual([['aa', 'bb'], {}]);
  });

  test('with images is marked, and never deleted', async () => {
    const { ecr, aws, night, names, tagsOf } = await startNights('aa');
    await push(ecr, 'aa', ['1']);
    const calls = recordCalls(aws);
    await night({ rules: deletes, day: 31 });
    expect(await tagsOf('aa')).toEqual({ [since]: dayIn(31) });
    for (const day of [32, 60, 400]) await night({ rules: deletes, day });
    expect(await names()).toEqual(['aa']);
    expect(calls).not.toContain('ecr:DeleteRepository');
  });

  test('loses its marks when it is used again, and its alert is resolved', async () => {
    const { night, sent, tagsOf } = await startNights('aa');
    await night({ rules: deletes, day: 31 });
    expect(await tagsOf('aa')).toEqual({ [since]: dayIn(31), [after]: dayIn(38) });
    sent();
    const used = await night({ rules: deletes, day: 45, uses: runs('aa') });
    expect(used).toMatchObject({ states: { used: 1 }, outcomes: { untagged: 1 } });
    expect(await tagsOf('aa')).toEqual({});
    expect(sent()).toEqual([`Resolved: aa is unused since ${dayIn(0)}`]);
  });

  test.each([tags, deletes])('by %s, without consent, is only observed', async (rules) => {
    const { night, tagsOf, sent } = await startNights('aa');
    const observed = await night({ rules, day: 31, gate: { person: false } });
    expect(observed).toMatchObject({ outcomes: { observed: 1 } });
    expect(await tagsOf('aa')).toEqual({});
    expect(sent()).toEqual([`aa is unused since ${dayIn(0)}`]);
  });

  test('of a cache rule, or without a rule, is left alone and not read', async () => {
    const { aws, night } = await startNights('mirror/a', 'bb');
    const calls = recordCalls(aws);
    const only = "[{repositories: ['mirror/**'], afterDays: 30, action: delete}]";
    expect(await night({ rules: only, day: 400 })).toMatchObject({ states: {} });
    expect(calls).not.toContain('ecr:DescribeImages');
    expect(calls).not.toContain('ecr:ListTagsForResource');
  });

  test('without a rule any more has its alert resolved', async () => {
    const { night, sent } = await startNights('aa');
    await night({ rules: reports, day: 31 });
    sent();
    await night({ rules: '[]', day: 32 });
    expect(sent()).toEqual([`Resolved: aa is unused since ${dayIn(0)}`]);
  });
});

describe('what may be in use', () => {
  test('is not marked, nor loses a mark, nor is its alert resolved', async () => {
    const { night, sent, tagsOf } = await startNights('aa', 'bb');
    const onlyA = '[{repositories: [aa], afterDays: 30, action: delete, waitDays: 7}]';
    await night({ rules: onlyA, day: 31 });
    expect(sent()).toHaveLength(1);
    const doubted = await night({ rules: deletes, day: 60, uses: unknown });
    expect(doubted).toMatchObject({ states: { uncertain: 2 }, outcomes: {} });
    expect(sent()).toEqual([]);
    expect(await tagsOf('aa')).toEqual({ [since]: dayIn(31), [after]: dayIn(38) });
    expect(await tagsOf('bb')).toEqual({});
  });

  test('by the tag of a person stays, whatever else', async () => {
    const { night, names, tag, tagsOf, sent } = await startNights('aa');
    await night({ rules: deletes, day: 31 });
    await tag('aa', keep, '');
    sent();
    expect(await night({ rules: deletes, day: 60 })).toMatchObject({ states: { kept: 1 } });
    expect(await tagsOf('aa')).toEqual({ [keep]: '' });
    expect(await names()).toEqual(['aa']);
    expect(sent()).toEqual([`Resolved: aa is unused since ${dayIn(0)}`]);
  });
});

describe('an empty repository', () => {
  test('is deleted after the full waiting time, and undo creates it again as it was', async () => {
    const { ecr, ledger, night, names, sent, tag, tagsOf } = await startNights('aa');
    await tag('aa', 'owner', 'team-a');
    const repositoryName = 'aa';
    const selection = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 };
    const rules = [{ rulePriority: 1, selection, action: { type: 'expire' } }];
    const lifecyclePolicyText = JSON.stringify({ rules });
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    const Statement = [{ Sid: 'x', Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }];
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement });
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));

    await night({ rules: deletes, day: 31 });
    expect(await night({ rules: deletes, day: 38 })).toMatchObject({ outcomes: {} });
    expect(await names()).toEqual(['aa']);
    sent();
    expect(await night({ rules: deletes, day: 39 })).toMatchObject({ outcomes: { deleted: 1 } });
    expect(await names()).toEqual([]);
    expect(sent()).toEqual([
      `Resolved: aa is unused since ${dayIn(0)}`,
      `aa was deleted: it was empty, and unused since ${dayIn(0)}`,
    ]);

    const entry = (await auditLogOf(ledger)).at(-1)?.entry;
    if (entry === undefined) throw new Error('nothing was recorded');
    expect(entry).toMatchObject({ kind: 'repositories', state: 'done', repository: 'aa' });
    const undo = await planUndo(ecr, entry);
    if (undo.state !== 'ready') throw new Error(undo.why);
    await undo.work();
    expect(await tagsOf('aa')).toEqual({ owner: 'team-a' });
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toMatchObject([{ imageTagMutability: 'MUTABLE' }]);
    const { readWhole } = await import('../../../shared/registry/settings/whole.ts');
    const { createSettingsReader } = await import('../../../shared/registry/settings/reader.ts');
    const [found] = repositories;
    const whole = await readWhole(createSettingsReader(ecr), { ...found, repositoryName });
    expect(JSON.parse(whole.settings.lifecyclePolicy ?? '')).toMatchObject({ rules });
    expect(JSON.parse(whole.settings.repositoryPolicy ?? '')).toMatchObject({ Statement });
    expect(await planUndo(ecr, entry)).toMatchObject({ state: 'nothing' });
    await expect(undo.work()).rejects.toThrow('there is a repository aa again');
  });

  test.each<[string, (started: Awaited<ReturnType<typeof startNights>>) => Promise<unknown>]>([
    ['an image was pushed', ({ ecr }) => push(ecr, 'aa', ['1'])],
    ['it is kept', ({ tag }) => tag('aa', keep, 'x')],
    ['the deletion is put off', ({ tag }) => tag('aa', after, dayIn(100))],
    ['its mark is removed', ({ untag }) => untag('aa', since)],
  ])('stays when, after the walk has read it, %s', async (_, before) => {
    const started = await startNights('aa');
    await started.night({ rules: deletes, day: 31 });
    const it = await started.night({ rules: deletes, day: 39, before: () => before(started) });
    expect(it).toMatchObject({ outcomes: { spared: 1 } });
    expect(await started.names()).toEqual(['aa']);
  });

  test.each([
    ['begins to be used', runs('aa')],
    ['may be used', unknown],
  ])('stays when it %s before it is deleted', async (_, usesNow) => {
    const { night, names } = await startNights('aa');
    await night({ rules: deletes, day: 31 });
    expect(await night({ rules: deletes, day: 39, usesNow })).toMatchObject({
      outcomes: { spared: 1 },
    });
    expect(await names()).toEqual(['aa']);
  });

  test.each(['soon', '', '2026-02-30', '1'])('is not deleted after the day "%s"', async (day) => {
    const { night, names, tag, sent } = await startNights('aa');
    await night({ rules: deletes, day: 31 });
    await tag('aa', after, day);
    expect(await night({ rules: deletes, day: 4000 })).toMatchObject({ outcomes: {} });
    expect(await names()).toEqual(['aa']);
    expect(sent()).not.toEqual([]);
  });

  test('that was marked by a rule without deletion waits from the rule with it on', async () => {
    const { night, names, tagsOf } = await startNights('aa');
    await night({ rules: tags, day: 31 });
    await night({ rules: deletes, day: 100 });
    expect(await tagsOf('aa')).toEqual({ [since]: dayIn(31), [after]: dayIn(107) });
    await night({ rules: deletes, day: 107 });
    expect(await names()).toEqual(['aa']);
  });

  test('waits where a limit is reached, and one alert says so', async () => {
    const { night, names, sent } = await startNights('aa', 'bb', 'cc');
    await night({ rules: deletes, day: 31 });
    sent();
    const limits = '{repositories: {perRun: {count: 1}}}';
    const held = await night({ rules: deletes, day: 39, limits });
    expect(held).toMatchObject({ outcomes: { deleted: 1, held: 2 } });
    expect(await names()).toEqual(['bb', 'cc']);
    expect(sent()).toContain('2 held back by limits.repositories');
    await night({ rules: deletes, day: 40 });
    expect(await names()).toEqual([]);
    expect(sent()).toContain('Resolved: 2 held back by limits.repositories');
  });
});

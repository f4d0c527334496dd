import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Deletion, mergeDeletions } from '../../../../shared/use/deleted/deletion.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const common = { repository: 'team-a/web', digest, action: 'DELETE', usedBy: [] } as const;
const at = (time: string) => `2026-11-27T${time}Z`;

const event: Deletion = { ...common, at: at('01:00:00'), tags: ['1.0.0'], cause: 'unknown' };
const policy: Deletion = {
  ...{ ...common, at: at('01:00:04'), tags: ['1.0.0', 'latest'], cause: 'lifecycle policy' },
  ...{ rule: 2, ruleText: 'keep 10', inUse: true, usedBy: ['ECS service prod/web'] },
};
const call: Deletion = {
  ...{ ...common, at: at('01:00:02'), tags: [], cause: 'api call', by: 'anna', inUse: false },
};

test('what several events say of a deletion is one, of the best known cause', () => {
  expect(mergeDeletions([event, policy])).toEqual([
    { ...policy, at: event.at, tags: ['1.0.0', 'latest'], by: undefined },
  ]);
  expect(mergeDeletions([event, call])).toMatchObject([{ cause: 'api call', by: 'anna' }]);
});

test('an image was in use if any of its events says so', () => {
  const other = { ...policy, at: at('01:00:00'), inUse: false, usedBy: [] };
  for (const events of [
    [call, policy],
    [policy, { ...call, at: at('01:00:08') }],
    [event, policy],
  ]) {
    expect(mergeDeletions(events)).toMatchObject([{ inUse: true }]);
  }
  expect(mergeDeletions([other, call])).toMatchObject([{ inUse: false }]);
  expect(mergeDeletions([event])[0]?.inUse).toBeUndefined();
});

test('a deletion of the same image half a day later is another one', () => {
  const later = { ...event, at: at('13:00:01') };
  expect(mergeDeletions([later, event]).map((it) => it.at)).toEqual([event.at, later.at]);
});

test('an archived image that is then deleted is both', () => {
  const archived: Deletion = { ...policy, action: 'ARCHIVE' };
  expect(
    mergeDeletions([archived, event])
      .map((it) => it.action)
      .sort(),
  ).toEqual(['ARCHIVE', 'DELETE']);
});

test('images that go with their repository have its cause; those of the day before do not', () => {
  const whole: Deletion = {
    ...{ ...call, digest: undefined, cause: 'repository deleted', at: at('01:30:00') },
  };
  const other = { ...event, digest: `sha256:${'b'.repeat(64)}`, at: '2026-11-26T20:00:00Z' };
  const merged = mergeDeletions([other, event, whole]);
  expect(merged.map((it) => [it.digest, it.cause, it.by])).toEqual([
    [other.digest, 'unknown', undefined],
    [digest, 'repository deleted', 'anna'],
    [undefined, 'repository deleted', 'anna'],
  ]);
});

test('what is archived, or has a cause of its own, does not go with its repository', () => {
  const whole: Deletion = {
    ...{ ...call, digest: undefined, cause: 'repository deleted', at: at('01:30:00') },
  };
  const archived: Deletion = { ...event, action: 'ARCHIVE' };
  const causes = (first: Deletion) => mergeDeletions([first, whole]).map((it) => it.cause);
  expect(causes(archived)).toEqual(['unknown', 'repository deleted']);
  expect(causes(policy)).toEqual(['lifecycle policy', 'repository deleted']);
});

test('the same comes of any order, and of events that come again', () => {
  const all = [event, policy, call, { ...event, at: at('01:00:01') }];
  const again = fc.array(fc.constantFrom(...all), { maxLength: 5 });
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), again, (events, more) => {
      expect(mergeDeletions([...more, ...events])).toEqual(mergeDeletions(all));
    }),
  );
});

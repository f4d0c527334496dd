import { describe, expect, test } from 'vitest';
import { occasionOf, outcomeLine } from '../../../cli/local/invocation-lines.ts';
import { alertOf } from '../../../cli/local/live-alert.ts';
import { resultInWords } from '../../../cli/print/result-in-words.ts';
import { sampleEvent } from '../../support/stack.ts';

describe('the result of a function, in words', () => {
  test.each([
    [undefined, 'nothing to do'],
    [{ warm: 0, failed: 0, tags: [], counts: { failed: 0 } }, 'nothing to do'],
    [
      { checked: { repositories: 1234, tags: 2 }, violations: [{ outcome: 'observed' }] },
      'checked: repositories 1,234, tags 2; violations: 1 observed',
    ],
    [
      { changes: [{ outcome: 'set' }, { outcome: 'failed' }, { outcome: 'set' }] },
      'changes: 2 set, 1 failed',
    ],
    [{ lookedAt: 3, complete: true, told: false }, 'looked at 3; complete'],
    [{ rules: [{ prefix: 'a' }, { prefix: 'b' }] }, 'rules: 2'],
    [{ watched: 'x'.repeat(300) }, `watched ${'x'.repeat(200)}…`],
  ])('%j', (result, words) => {
    expect(resultInWords(result)).toBe(words);
  });
});

test('an error is shown with its message and the number of attempts', () => {
  const error = { name: 'AccessDenied', message: 'no rights' };
  const line = outcomeLine({ outcome: { ok: false, error }, attempt: 2, durationMs: 1499.6 });
  expect(line).toBe('failed: AccessDenied: no rights (1,500 ms, attempt 2)');
});

test.each([
  [{ 'detail-type': 'Scheduled Event', detail: {} }, 'its schedule'],
  [{ detail: { 'repository-name': 'a/b', 'image-tag': '1.0' } }, 'a/b:1.0'],
  [
    { detail: { 'repository-name': 'a/b', 'image-digest': `sha256:${'a'.repeat(64)}` } },
    'a/b@sha256:aaaaaaaaaaaa',
  ],
  [{ detail: { eventName: 'PutLifecyclePolicy' } }, 'PutLifecyclePolicy'],
  [{}, ''],
  [undefined, ''],
])('%j came for %s', (event, occasion) => {
  expect(occasionOf(event)).toBe(occasion);
});

describe('an alert', () => {
  const detail = {
    ...{ state: 'raised', severity: 'warning', title: '7 wrong names', where: { text: 'a/b' } },
    ...{ what: Array.from({ length: 9 }, (_, at) => `"${at}" is wrong`), done: ['moved'] },
    todo: ['look'],
  };

  const raised = { source: 'ecr-steward', 'detail-type': 'ECR Steward Alert', detail };

  test('says where, the first of what, what was done and what to do', () => {
    expect(alertOf(raised)?.lines).toEqual([
      'where: a/b',
      ...[0, 1, 2, 3, 4].map((at) => `"${at}" is wrong`),
      'and 4 more',
      'done: moved',
      'to do: look',
    ]);
  });

  test('that is resolved says only where', () => {
    const over = { ...detail, state: 'cleared' };
    const type = 'ECR Steward Alert Cleared';
    const alert = alertOf({ ...raised, 'detail-type': type, detail: over });
    expect(alert).toMatchObject({ isResolved: true, lines: ['where: a/b'] });
  });

  test('is none of another source, and no other event of ours', () => {
    expect(alertOf({ ...raised, source: 'aws.ecr' })).toBeUndefined();
    expect(alertOf(sampleEvent('ecr-steward/configuration-activated.json'))).toBeUndefined();
  });
});

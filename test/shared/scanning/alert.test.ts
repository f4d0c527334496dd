import { describe, expect, test } from 'vitest';
import {
  expiredAlerts,
  failureAlert,
  heldTags,
  outcomeAlerts,
  unknownAlerts,
} from '../../../shared/scanning/alert.ts';
import { notifyingDenied } from '../../../shared/scanning/denied.ts';
import type { Finding } from '../../../shared/scanning/findings/finding.ts';
import type { Failure } from '../../../shared/scanning/findings/result.ts';
import type { TagOutcome } from '../../../shared/scanning/quarantine.ts';

const repository = 'team-a/web';
const digest = `sha256:${'ab'.repeat(32)}`;

const findings = (count: number): Finding[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ name: `CVE-${at}`, severity: 'HIGH', packages: [], fix: 'unknown' },
  }));

function failureOf(
  more: Partial<Failure['judgement']> = {},
  image: Partial<Failure> = {},
): Failure {
  const over = [{ severity: 'HIGH' as const, count: 1, most: 0 }];
  const judgement = { over, counts: { HIGH: 1 }, ignored: 0, unfixable: 0, offending: findings(1) };
  const rule = { rule: 'gate' } as Failure['rule'];
  return { repository, digest, tags: ['1'], rule, judgement: { ...judgement, ...more }, ...image };
}

const reported = { kind: 'reported' } as const;
const tag = (name: string, outcome: TagOutcome['outcome'], more: Partial<TagOutcome> = {}) => ({
  ...{ repository, tag: name, digest, outcome },
  ...more,
});
const quarantined = (...tags: TagOutcome[]) => ({ kind: 'quarantined', digest, tags }) as const;

describe('of an image that fails people hear', () => {
  const whatOf = (failure: Failure, news: Finding[]) =>
    failureAlert({ failure, findings: news }, reported).what;

  test('what is new, and how much they know', () => {
    expect(whatOf(failureOf(), findings(1))).toHaveLength(3);
    const three = failureOf({ offending: findings(3) });
    expect(whatOf(three, findings(1))[2]).toMatch(/^1 of them new, and 2 /);
    expect(whatOf(three, [])[2]).toMatch(/^None of them new, and 3 /);
  });

  test('ten findings, and how many more', () => {
    const many = (count: number) =>
      whatOf(failureOf({ offending: findings(count) }), findings(count));
    expect(many(10).at(-1)).toMatch(/^CVE-9 /);
    expect(many(11)).toHaveLength(13);
    expect(many(11).at(-1)).toMatch(/^and 1 more/);
  });

  test.each([
    [{}, / \(rule: gate\)$/],
    [{ ignored: 1 }, /; not counted: 1 ignored$/],
    [{ unfixable: 2 }, /; not counted: 2 without a fix$/],
    [{ ignored: 1, unfixable: 2 }, /; not counted: 1 ignored and 2 without a fix$/],
  ])('what does not count: %j', (judgement, line) => {
    expect(whatOf(failureOf(judgement), [])[1]).toMatch(line);
  });

  test.each([
    [['1'], undefined, false],
    [['1'], { digest: 'sha256:2', tags: ['1'] }, false],
    [[], undefined, false],
    [[], { digest: 'sha256:2', tags: ['1'] }, true],
  ])('with the tags %j and as part of %j, what it is part of: %s', (tags, partOf, is) => {
    const failure = failureOf({}, { tags, ...(partOf && { partOf }) });
    expect(whatOf(failure, [])[0]).toBe(is ? `${digest}, part of sha256:2` : digest);
  });

  test.each([
    ['CRITICAL', 'critical'],
    ['HIGH', 'error'],
  ] as const)('too much that is %s is %s', (severity, expected) => {
    const failure = failureOf({ over: [{ severity, count: 1, most: 0 }] });
    expect(failureAlert({ failure, findings: [] }, reported).severity).toBe(expected);
  });

  test('again when it has lost a tag, or has other findings', () => {
    const occasion = (...[news, treatment]: [Finding[], Parameters<typeof failureAlert>[1]]) =>
      failureAlert({ failure: failureOf(), findings: news }, treatment).cause.occasion;
    const first = occasion(findings(1), reported);
    expect(occasion(findings(2), reported)).not.toBe(first);
    expect(occasion(findings(1), quarantined(tag('1', 'held')))).toBe(first);
    expect(occasion(findings(1), quarantined(tag('1', 'replaced')))).not.toBe(first);
    expect(occasion(findings(1), quarantined(tag('1', 'restored')))).not.toBe(first);
  });
});

describe('what was done says', () => {
  const doneOf = (treatment: Parameters<typeof failureAlert>[1]) =>
    failureAlert({ failure: failureOf(), findings: [] }, treatment).done;
  const names = Array.from({ length: 11 }, (_, at) => `t${at}`);

  test('nothing where it is only reported, and why it keeps its tags', () => {
    expect(doneOf(reported)).toEqual([]);
    expect(doneOf({ kind: 'kept', why: 'because' })).toEqual([expect.stringMatching(/because$/)]);
  });

  test('what it has lost, how to get it back, and what it has not lost yet', () => {
    const tags = [tag('1', 'replaced'), tag('2', 'restored'), tag('3', 'moved')];
    const lost = [
      expect.stringMatching(/Removed: 1, 2$/),
      expect.stringMatching(/release team-a\/web:1$/),
    ];
    expect(doneOf(quarantined(...tags))).toEqual(lost);
    const kept = [tag('4', 'held'), tag('5', 'failed')];
    expect(doneOf(quarantined(...kept))).toEqual([expect.stringMatching(/: 4, 5$/)]);
    expect(doneOf(quarantined(...tags, ...kept))).toHaveLength(3);
  });

  test('ten tags, and how many more', () => {
    const lost = (count: number) =>
      doneOf(quarantined(...names.slice(0, count).map((name) => tag(name, 'replaced'))))?.[0];
    expect(lost(10)).toMatch(/, t9$/);
    expect(lost(11)).toMatch(/, t9 and 1 more$/);
  });
});

test('what comes out otherwise has alerts of its own', () => {
  const held = { kind: 'quarantine', per: 'run', most: 1, used: 1 } as const;
  const kinds = (...tags: TagOutcome[]) =>
    outcomeAlerts([{ failure: failureOf(), treatment: quarantined(...tags) }], new Date()).map(
      ({ kind, stands = false }) => [kind, stands],
    );
  expect(kinds(tag('1', 'replaced'), tag('2', 'moved'))).toEqual([]);
  expect(kinds(tag('1', 'raced'))).toEqual([['scanning.raced', false]]);
  expect(kinds(tag('1', 'failed', { error: 'e' }))).toEqual([['scanning.failed', true]]);
  const judged = [{ failure: failureOf(), treatment: quarantined(tag('1', 'held', { held })) }];
  expect(outcomeAlerts(judged, new Date())).toEqual([]);
  expect(heldTags(judged)).toEqual([
    { held, repository, what: expect.stringMatching(/^team-a\/web:1 is not quarantined \(rule: /) },
  ]);
  expect(outcomeAlerts([{ failure: failureOf(), treatment: reported }], new Date())).toEqual([]);
});

test('images of which nothing is known are told by repository and status', () => {
  const unknown = (status: string, name = repository) => {
    const { rule, tags } = failureOf();
    return { repository: name, digest, tags, rule, status };
  };
  const alerts = unknownAlerts([
    unknown('FAILED'),
    unknown('FAILED'),
    unknown('IMAGE_ARCHIVED'),
    unknown('SOMETHING_NEW', 'team-b/web'),
  ]);
  expect(alerts.map(({ where, severity }) => [where.text, severity])).toEqual([
    ['team-a/web', 'warning'],
    ['team-a/web', 'info'],
    ['team-b/web', 'warning'],
  ]);
  expect(alerts[0]?.title).toMatch(/ and 1 more /);
  expect(alerts[1]?.title).toMatch(/team-a\/web:1 are unknown$/);
  expect(alerts[2]?.what[0]).toMatch(/SOMETHING_NEW/);
});

test('entries of ignore that are over are told in one alert, twenty of them by name', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      ...{ id: `CVE-${at}`, until: '2026-01-01', reason: 'why', repositories: [] },
    }));
  const whatOf = (count: number) => expiredAlerts(entries(count)).flatMap(({ what }) => what);
  expect(expiredAlerts([])).toEqual([]);
  const titleOf = (count: number) => expiredAlerts(entries(count))[0]?.title;
  expect(titleOf(1)).toBe('1 entry of scanning.ignore in registry.yml has expired');
  expect(titleOf(2)).toBe('2 entries of scanning.ignore in registry.yml have expired');
  expect(whatOf(20)).toHaveLength(20);
  expect(whatOf(21).at(-1)).toMatch(/^and 1 more/);
});

describe('a look that fails', () => {
  async function toldOf(error: Error) {
    const told: unknown[] = [];
    const notifier = { notify: async (alerts: readonly object[]) => told.push(...alerts) };
    const look = () => Promise.reject(error);
    await expect(notifyingDenied(notifier, look)).rejects.toBe(error);
    return told;
  }
  const denied = (action: string, name = 'AccessDeniedException') =>
    Object.assign(new Error(`User: x is not authorized to perform: ${action} on y`), { name });

  test('is told where IAM denies it, with the action', async () => {
    const action = 'ecr:DescribeImageScanFindings';
    expect(await toldOf(denied(action))).toMatchObject([
      { kind: 'scanning.denied', title: expect.stringContaining(action), todo: { length: 2 } },
    ]);
    expect(await toldOf(denied(action, 'AccessDenied'))).toMatchObject([{ what: { length: 2 } }]);
  });

  test('is told with what Inspector needs, where that denies it', async () => {
    expect(await toldOf(denied('inspector2:ListFindings'))).toMatchObject([
      { what: { length: 3 }, todo: [expect.stringContaining('inspector2:ListCoverage'), {}] },
    ]);
  });

  test('is not told for any other reason', async () => {
    expect(await toldOf(denied('x', 'ThrottlingException'))).toEqual([]);
  });
});

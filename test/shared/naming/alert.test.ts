import { describe, expect, test } from 'vitest';
import { alertsOf, repositoryNameAlerts, violationAlert } from '../../../shared/naming/alert.ts';
import type { TagViolation } from '../../../shared/naming/check.ts';
import type { Enforced, Outcome } from '../../../shared/naming/enforce.ts';
import { check, digest, namingOf, tagRule } from './naming.ts';

/** The violation of a/b:latest by a rule, with what became of it. */
function violation(outcome: Outcome, more: Partial<TagViolation> & object = {}): Enforced {
  const [found] = check(tagRule('kinds: [semver], action: quarantine'), ['latest']);
  if (found?.kind !== 'tag') throw new Error('no violation');
  return { ...found, ...more, outcome };
}

const held = { kind: 'quarantine', per: 'run', most: 1, used: 1 } as const;

test.each<[Outcome, object, string[]]>([
  ['reported', {}, ['naming.violation stands']],
  ['observed', {}, ['naming.violation stands']],
  ['old', {}, ['naming.violation stands']],
  ['inUse', {}, ['naming.violation stands']],
  ['left', {}, ['naming.violation stands']],
  ['quarantined', {}, ['naming.violation']],
  ['deleted', {}, ['naming.violation']],
  ['failed', { error: new Error('broken') }, ['naming.failed stands']],
  ['raced', {}, ['naming.raced']],
  ['referenced', {}, ['naming.referenced']],
  ['held', { held }, ['naming.held stands']],
  ['held', {}, []],
  ['waiting', {}, []],
  ['gone', {}, []],
  ['changed', {}, []],
])('of what is %s (%j) people hear %j', (outcome, more, kinds) => {
  const alerts = alertsOf([violation(outcome, more)]);
  expect(alerts.map(({ kind, stands }) => (stands ? `${kind} stands` : kind))).toEqual(kinds);
});

describe('an alert says', () => {
  const whatOf = (...args: Parameters<typeof violation>) => violationAlert(violation(...args));

  test.each<[string, Outcome, object, RegExp]>([
    ['the quarantine tag that would come', 'observed', {}, /quarantine-/],
    [
      'that a tag would be deleted',
      'observed',
      { action: 'delete' },
      /^If it were enforced, the tag would be deleted$/,
    ],
    [
      'that an image would be deleted',
      'observed',
      { action: 'delete', imageGoes: true },
      /^If it were enforced, the image would be deleted$/,
    ],
    ['that a tag is left to a run', 'left', {}, /will delete the tag$/],
    ['that an image is left to a run', 'left', { imageGoes: true }, /will delete the image$/],
    ['what a sibling elsewhere is', 'reported', { siblingElsewhere: 'there' }, /^there$/],
    ['why nothing was done', 'inUse', { why: 'because' }, /: because$/],
  ])('%s', (_, outcome, more, line) => {
    expect(whatOf(outcome, more).what.slice(1)).toEqual([expect.stringMatching(line)]);
  });

  test.each<[string, Outcome, object, RegExp[]]>([
    ['where the image is', 'quarantined', {}, [/a\/b:quarantine-/]],
    ['that the tag is deleted', 'deleted', {}, [/latest/]],
    ['that the image is deleted', 'deleted', { imageGoes: true }, [new RegExp(digest)]],
    ['nothing of what was not done', 'observed', {}, []],
  ])('as done %s', (_, outcome, more, lines) => {
    const expected = lines.map((line) => expect.stringMatching(line));
    expect(whatOf(outcome, more).done).toEqual(expected);
  });

  test.each<[string, Outcome, object, RegExp[]]>([
    ['a valid tag, and release', 'quarantined', {}, [/valid tag$/, /release a\/b:latest$/]],
    [
      'the suggestion, and release',
      'quarantined',
      { suggestion: '1.0.0' },
      [/valid tag, such as 1\.0\.0$/, /release/],
    ],
    ['the sibling, and release', 'quarantined', { lacksSibling: true }, [/sibling$/, /release/]],
    ['nothing', 'reported', { suggestion: undefined }, []],
    ['the suggestion', 'reported', { suggestion: '1.0.0' }, [/^Valid: 1\.0\.0$/]],
    [
      'the sibling to come',
      'reported',
      { suggestion: '1.0.0', lacksSibling: true },
      [/sibling too, such as 1\.0\.0$/],
    ],
    ['the message of the rule', 'reported', { message: 'ask team-a' }, [/^ask team-a$/]],
  ])('to do: %s', (_, outcome, more, lines) => {
    const expected = lines.map((line) => expect.stringMatching(line));
    expect(whatOf(outcome, more).todo).toEqual(expected);
  });
});

test('where it is: a repository, an image, a tag', () => {
  const naming = namingOf(`
  repositories: [{rule: two parts, patterns: ['.+/.+']}]
  tags: [{rule: it, kinds: [semver], maxTagsPerImage: 1}]`);
  expect(repositoryNameAlerts(naming, ['a/b'])).toEqual([]);
  const [name] = repositoryNameAlerts(naming, ['web']);
  expect(name).toMatchObject({ where: { text: 'web', repository: 'web' }, stands: true });
  const [image] = check(naming, ['1.0.0', '1.1.0']);
  expect(image && violationAlert({ ...image, outcome: 'reported' }).where).toEqual({
    text: `a/b@${digest}`,
    repository: 'a/b',
    digest,
  });
  expect(violationAlert(violation('reported')).where).toEqual({
    text: 'a/b:latest',
    repository: 'a/b',
    tag: 'latest',
    digest,
  });
});

test('what stands and what was done have causes of their own', () => {
  const idOf = (outcome: Outcome) => violationAlert(violation(outcome)).cause.id;
  expect(idOf('observed')).toBe(idOf('reported'));
  expect(idOf('quarantined')).not.toBe(idOf('observed'));
  expect(idOf('quarantined')).not.toBe(idOf('deleted'));
});

describe('what became of a tag names it, and is a cause of its own for each', () => {
  const outcomes: [Outcome, object][] = [
    ['failed', { error: new Error('broken') }],
    ['raced', {}],
    ['referenced', {}],
    ['held', { held }],
  ];

  test.each(outcomes)('%s', (outcome, more) => {
    const alertOf = (tag: string) => alertsOf([violation(outcome, { ...more, tag })])[0];
    const [one, other] = [alertOf('latest'), alertOf('dev')];
    expect(one?.what.join()).toMatch(/"latest"|a\/b:latest/);
    expect(other?.what.join()).not.toContain('latest');
    // Of what is held there is one alert for all.
    if (outcome !== 'held') expect(one?.cause.id).not.toBe(other?.cause.id);
  });

  test('a failure says why, and who fixes it', () => {
    const broken: object = { error: new Error('broken') };
    const [alert] = alertsOf([violation('failed', broken)]);
    expect(alert?.what).toEqual([
      '"latest" was not quarantined (rule: it)',
      expect.stringContaining('broken'),
    ]);
    expect(alert?.title).toBe('An invalid tag in a/b could not be quarantined');
  });
});

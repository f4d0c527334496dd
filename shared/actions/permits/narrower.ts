import { isDeepStrictEqual } from 'node:util';

/**
 * Whether a rule changes no more than another one, and nothing more severely: it needs no new consent. Only what can be
 * shown field by field counts; any other difference makes it another rule.
 */
export function isNarrower(text: string, allowed: string): boolean {
  if (text === allowed) return true;
  const [now, was] = [parsed(text), parsed(allowed)];
  // The more globs the rules before it have, the less is left for this one.
  if (!hasAll(now.before.flat(), was.before.flat())) return false;
  const fields = new Set([...Object.keys(now.rule), ...Object.keys(was.rule)]);
  return [...fields].every((field) => isNarrowerIn(field, now.rule, was.rule));
}

type Rule = Readonly<Record<string, unknown>>;

interface RuleText {
  rule: Rule;
  before: readonly unknown[][];
}

function parsed(text: string): RuleText {
  return JSON.parse(text) as RuleText;
}

function isNarrowerIn(field: string, now: Rule, was: Rule): boolean {
  if (isDeepStrictEqual(now[field], was[field])) return true;
  return fields[field]?.(now[field], was[field], { now, was }) === true;
}

/** Compares two values of a field that differ; `undefined` is an absent field. */
type Narrower = (now: unknown, was: unknown, rules: { now: Rule; was: Rule }) => boolean;

/** A number below which, or a time within which, the rule applies. */
const lower: Narrower = (now, was) => isNumber(now) && isNumber(was) && now <= was;

/** A number above which the rule applies; absent: it never does. */
const higher: Narrower = (now, was) =>
  now === undefined || (isNumber(now) && isNumber(was) && now >= was);

/** A time that has to pass before the rule applies. */
const longer: Narrower = (now, was) => isNumber(now) && isNumber(was) && now >= was;

const fewer: Narrower = (now, was) => hasAll(listOf(was), listOf(now));
const more: Narrower = (now, was) => hasAll(listOf(now), listOf(was));

/** Something that is done, or not done at all. */
const absent: Narrower = (now) => now === undefined;
const off: Narrower = (now) => now === false || now === undefined;

/** What makes tags valid. To a rule without any of it all tags are valid, so the first entry makes tags invalid. */
const moreValid: Narrower = (now, was, rules) =>
  ['kinds', 'patterns', 'allow'].some((field) => listOf(rules.was[field]).length > 0) &&
  more(now, was, rules);

/** The actions of rules, from mild to severe. */
const actions = ['tag', 'quarantine', 'archive', 'delete'];
const milder: Narrower = (now, was) => {
  const [is, wasAt] = [actions.indexOf(String(now)), actions.indexOf(String(was))];
  return is !== -1 && is <= wasAt;
};

/** Only quarantine is limited to new images; a rule that deleted all is wider than any time. */
const shorter: Narrower = (now, was, rules) =>
  rules.was.action === 'delete' || lower(now, was, rules);

/** Field by field, for a field whose members say when the rule applies. */
function each(narrower: Narrower): Narrower {
  return (now, was, rules) => {
    if (now === undefined) return true;
    const [is, had] = [membersOf(now), membersOf(was)];
    return Object.keys({ ...is, ...had }).every(
      (key) => isDeepStrictEqual(is[key], had[key]) || narrower(is[key], had[key], rules),
    );
  };
}

/** Ignored vulnerabilities: each one is still ignored, at least as long and in as many repositories. */
const ignored: Narrower = (now, was) =>
  listOf(was).every((entry) => listOf(now).some((it) => covers(membersOf(it), membersOf(entry))));

function covers(now: Rule, was: Rule): boolean {
  if (now.id !== was.id || String(now.until) < String(was.until)) return false;
  return hasAll(listOf(now.repositories), listOf(was.repositories));
}

/** What retention keeps: each word keeps at least as much as before. */
const keptMore: Narrower = (now, was, rules) => {
  const [is, had] = [membersOf(now), membersOf(was)];
  return (
    listOf(had.newest).every((entry) => listOf(is.newest).some((it) => keepsMore(it, entry))) &&
    ['tags', 'patterns'].every((key) => more(is[key], had[key], rules)) &&
    ['pushedWithin', 'pulledWithin'].every(
      (key) => had[key] === undefined || longer(is[key], had[key], rules),
    )
  );
};

function keepsMore(now: unknown, was: unknown): boolean {
  const [{ count: is, ...tags }, { count: had, ...before }] = [membersOf(now), membersOf(was)];
  return isNumber(is) && isNumber(had) && is >= had && isDeepStrictEqual(tags, before);
}

/** How the fields of enforced rules are compared: a field that is not here has to be the same. */
const fields: Readonly<Record<string, Narrower>> = {
  repositories: fewer,
  action: milder,
  quarantineWithin: shorter,
  // naming
  kinds: moreValid,
  patterns: moreValid,
  allow: moreValid,
  deny: fewer,
  reserved: fewer,
  grace: longer,
  // Only reported.
  maxTagsPerImage: () => true,
  maxTagsPerRepository: () => true,
  // scanning
  fail: each(higher),
  onlyFixable: (now) => now === true,
  ignored,
  // unused repositories
  afterDays: longer,
  waitDays: (now, was, rules) => now === undefined || longer(now, was, rules),
  // baseline, and the repositories of cache rules
  mutability: absent,
  scanOnPush: absent,
  lifecycle: each(higher),
  tags: each(absent),
  policy: absent,
  replaceLifecycle: off,
  replacePolicy: off,
  // shield
  policyRule: (now) => now === 'expect',
  keepDays: longer,
  // retention
  keep: keptMore,
  untaggedAfter: higher,
  // It selects only what the source lacks.
  lostBy: (_now, was) => was === undefined,
  deleteArchivedAfterDays: higher,
  // cache
  prefix: absent,
  allowReplace: off,
  prune: off,
};

function hasAll(list: readonly unknown[], some: readonly unknown[]): boolean {
  return some.every((item) => list.some((other) => isDeepStrictEqual(other, item)));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function membersOf(value: unknown): Rule {
  return typeof value === 'object' && value !== null ? (value as Rule) : {};
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

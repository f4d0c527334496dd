import { isDeepStrictEqual } from 'node:util';

/**
 * Whether a rule acts on no more than another one, and does nothing worse to it: such a rule need not be allowed
 * anew. Only what can be shown field by field counts; all else is another rule.
 */
export function isNarrower(text: string, allowed: string): boolean {
  if (text === allowed) return true;
  const [now, was] = [parsed(text), parsed(allowed)];
  // What rules before it leave for this one: the more of them there are, the less is left.
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

/** Of two values of a field that differ; `undefined` is a field that is not there. */
type Narrower = (now: unknown, was: unknown, rules: { now: Rule; was: Rule }) => boolean;

/** A number below which, or a time within which, something is acted on. */
const lower: Narrower = (now, was) => isNumber(now) && isNumber(was) && now <= was;

/** A number above which something is acted on; not there: nothing is. */
const higher: Narrower = (now, was) =>
  now === undefined || (isNumber(now) && isNumber(was) && now >= was);

/** A time that has to be over before something is acted on. */
const longer: Narrower = (now, was) => isNumber(now) && isNumber(was) && now >= was;

const fewer: Narrower = (now, was) => hasAll(listOf(was), listOf(now));
const more: Narrower = (now, was) => hasAll(listOf(now), listOf(was));

/** Something that is done, or not at all. */
const absent: Narrower = (now) => now === undefined;
const off: Narrower = (now) => now === false || now === undefined;

/** What makes tags right. A rule that has nothing of it takes all tags for right, so the first makes all wrong. */
const moreRight: Narrower = (now, was, rules) =>
  ['kinds', 'patterns', 'allow'].some((field) => listOf(rules.was[field]).length > 0) &&
  more(now, was, rules);

/** Of the acts of rules, each does less than the next one. */
const actions = ['quarantine', 'delete'];
const milder: Narrower = (now, was) => {
  const [is, wasAt] = [actions.indexOf(String(now)), actions.indexOf(String(was))];
  return is !== -1 && is <= wasAt;
};

/** A quarantine is only for images that are new; a deletion is for all, so any time is within it. */
const shorter: Narrower = (now, was, rules) =>
  rules.was.action === 'delete' || lower(now, was, rules);

/** Field by field, as for the rule: what it has says when it acts. */
function each(narrower: Narrower): Narrower {
  return (now, was, rules) => {
    if (now === undefined) return true;
    const [is, had] = [membersOf(now), membersOf(was)];
    return Object.keys({ ...is, ...had }).every(
      (key) => isDeepStrictEqual(is[key], had[key]) || narrower(is[key], had[key], rules),
    );
  };
}

/** Vulnerabilities that do not count: each that did not still does not, as long and everywhere as before. */
const ignored: Narrower = (now, was) =>
  listOf(was).every((entry) => listOf(now).some((it) => covers(membersOf(it), membersOf(entry))));

function covers(now: Rule, was: Rule): boolean {
  if (now.id !== was.id || String(now.until) < String(was.until)) return false;
  return hasAll(listOf(now.repositories), listOf(was.repositories));
}

/** How the fields of all rules that act are compared: a field that is not here has to be the same. */
const fields: Readonly<Record<string, Narrower>> = {
  repositories: fewer,
  action: milder,
  quarantineWithin: shorter,
  // naming
  kinds: moreRight,
  patterns: moreRight,
  allow: moreRight,
  deny: fewer,
  reserved: fewer,
  grace: longer,
  // Only told.
  maxTagsPerImage: () => true,
  maxTagsPerRepository: () => true,
  // scanning
  fail: each(higher),
  onlyFixable: (now) => now === true,
  ignored,
  // baseline, and the repositories of cache rules
  mutability: absent,
  scanOnPush: absent,
  lifecycle: each(higher),
  tags: each(absent),
  policy: absent,
  replaceLifecycle: off,
  replacePolicy: off,
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

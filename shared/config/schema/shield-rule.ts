/** What the tags of shared/registry/tags/own-tag.ts begin with; a test compares both. */
const IN_USE_PREFIX = 'in-use-';

/** More images than a repository can hold: a rule with this number expires none. */
export const NEVER = 999_999;

type Rule = Readonly<Record<string, unknown>>;

/**
 * The first rule of a lifecycle policy: it matches what carries an in-use tag, and never fires. AWS: an image that
 * matches the tagging requirements of a rule cannot be expired or archived by a rule with a lower priority.
 */
export const shieldRule = {
  description: `ecr-steward: what runs stays (${IN_USE_PREFIX}*)`,
  selection: {
    tagStatus: 'tagged',
    tagPatternList: [`${IN_USE_PREFIX}*`],
    countType: 'imageCountMoreThan',
    countNumber: NEVER,
  },
  action: { type: 'expire' },
} as const;

/** The most that ECR takes. */
const MOST_RULES = 50;
const MOST_CHARACTERS = 30_720;

/** Whether the first rule of a policy keeps what carries an in-use tag, whoever wrote it. */
export function isShielded(text: string): boolean {
  const [first] = inOrder(rulesOf(text));
  return first !== undefined && keepsInUse(first);
}

/** A lifecycle policy with the rule first, or why there can be none. */
export type Shielding = { text: string } | { impossible: string };

/**
 * The policy with the rule first. All else stays as it is: the order in the text, and each priority, but where 1 is
 * taken; then those that follow it without a gap move up by one.
 */
export function withShieldRule(text: string): Shielding {
  if (isShielded(text)) return { text };
  const policy = objectIn(text);
  // Whoever wrote it: as ECR takes no two rules for the same tags, it moves up instead.
  const others = rulesOf(text).filter((rule) => !(isForInUseTags(rule) && keepsInUse(rule)));
  if (policy === undefined || others.length === 0)
    return { impossible: 'ecr-steward cannot read it' };
  if (others.length >= MOST_RULES)
    return { impossible: `it has ${MOST_RULES} rules, the most that ECR takes` };
  if (others.some(isForInUseTags)) {
    return {
      impossible: `another rule of it is for ${IN_USE_PREFIX}*, and ECR takes no two for the same tags: remove that one`,
    };
  }
  const rules = [{ rulePriority: 1, ...shieldRule }, ...movedUp(others)];
  const shielded = JSON.stringify({ ...policy, rules });
  if (shielded.length > MOST_CHARACTERS) {
    return {
      impossible: `with another rule it is longer than ${MOST_CHARACTERS} characters, the most that ECR takes`,
    };
  }
  return { text: shielded };
}

/** A policy that is to replace another one: where that keeps what runs, so does this one. */
export function keepingShield(before: string | undefined, after: string): string {
  if (before === undefined || !isShielded(before)) return after;
  const shielded = withShieldRule(after);
  return 'text' in shielded ? shielded.text : after;
}

/** The rules of a policy without ours, with priorities from 1 on where ours was there. */
export function withoutShieldRule(rules: readonly Rule[]): Rule[] {
  const others = rules.filter((rule) => !isOurs(rule));
  if (others.length === rules.length) return others;
  return others.map((rule, index) => ({ ...rule, rulePriority: index + 1 }));
}

/** Only as many as have to make room move. */
function movedUp(rules: readonly Rule[]): Rule[] {
  const taken = new Set(rules.map(priorityOf));
  let free = 1;
  while (taken.has(free)) free += 1;
  return rules.map((rule) => {
    const priority = priorityOf(rule);
    return priority < free ? { ...rule, rulePriority: priority + 1 } : rule;
  });
}

function keepsInUse({ selection, action }: Rule): boolean {
  const { tagStatus, tagPrefixList = [], tagPatternList = [], ...count } = membersOf(selection);
  // An image has to match all of a list: so each has to match every in-use tag.
  const covered = [
    ...[tagPrefixList].flat().map((prefix) => startsInUse(prefix)),
    ...[tagPatternList]
      .flat()
      .map(
        (pattern) => /^[^*]+\*$/.test(String(pattern)) && startsInUse(String(pattern).slice(0, -1)),
      ),
  ];
  const covers = covered.length > 0 && covered.every(Boolean);
  const never = count.countType === 'imageCountMoreThan' && Number(count.countNumber) >= NEVER;
  const isStandard = (count.storageClass ?? 'standard') === 'standard';
  return (
    tagStatus === 'tagged' && covers && never && isStandard && membersOf(action).type === 'expire'
  );
}

/** Whether it is for the same tags as ours, as ECR compares them. */
function isForInUseTags({ selection }: Rule): boolean {
  const {
    tagPrefixList = [],
    tagPatternList = [],
    storageClass = 'standard',
  } = membersOf(selection);
  const prefixes = [tagPrefixList].flat().map((prefix) => `${prefix}*`);
  const tags = [...prefixes, ...[tagPatternList].flat()];
  return storageClass === 'standard' && tags.length === 1 && tags[0] === `${IN_USE_PREFIX}*`;
}

function startsInUse(prefix: unknown): boolean {
  return typeof prefix === 'string' && prefix !== '' && IN_USE_PREFIX.startsWith(prefix);
}

function isOurs(rule: Rule): boolean {
  return rule.description === shieldRule.description && keepsInUse(rule);
}

function inOrder(rules: readonly Rule[]): Rule[] {
  return rules.toSorted((a, b) => priorityOf(a) - priorityOf(b));
}

function priorityOf({ rulePriority }: Rule): number {
  return Number(rulePriority);
}

function rulesOf(text: string): Rule[] {
  const { rules } = objectIn(text) ?? {};
  return Array.isArray(rules) ? rules.filter((rule) => typeof rule === 'object' && rule) : [];
}

function objectIn(text: string): Rule | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? (found as Rule) : undefined;
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Rule {
  return typeof value === 'object' && value !== null ? (value as Rule) : {};
}

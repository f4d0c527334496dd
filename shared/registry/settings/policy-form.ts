type Members = Readonly<Record<string, unknown>>;

/** A part of a policy in the one of its forms that others of the same meaning are brought to. */
export function inOneForm(part: Members): Members {
  if ('Effect' in part) return statementInOneForm(part);
  if (isList(part.rules) && part.rules.every(isLifecycleRule)) {
    return { ...part, rules: part.rules.map(ruleInOneForm).toSorted(byPriority) };
  }
  // A policy of one statement may have it without a list.
  return isMembers(part.Statement) ? { ...part, Statement: [part.Statement] } : part;
}

/** Whether a policy has a statement that denies, and so can break a pull that works without it. */
export function denies(policyText: string): boolean {
  try {
    const { Statement } = JSON.parse(policyText) as { Statement?: unknown };
    return [Statement].flat().some((each) => isMembers(each) && each.Effect === 'Deny');
  } catch {
    return true;
  }
}

/** IAM: "*" and {AWS: "*"} are the same principals, and a condition compares texts. */
function statementInOneForm(statement: Members): Members {
  const { Principal, Condition } = statement;
  return {
    ...statement,
    ...(Principal === '*' && { Principal: { AWS: '*' } }),
    ...(Condition !== undefined && { Condition: asTexts(Condition) }),
  };
}

function asTexts(value: unknown): unknown {
  if (isList(value)) return value.map(asTexts);
  if (!isMembers(value)) return value === null ? value : String(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asTexts(each)]));
}

interface LifecycleRule extends Members {
  rulePriority: number;
}

function isLifecycleRule(rule: unknown): rule is LifecycleRule {
  return isMembers(rule) && typeof rule.rulePriority === 'number';
}

/** ECR returns rules by their priorities (Terraform's provider: "the AWS ECR API seems to reorder rules"). */
function byPriority(one: LifecycleRule, other: LifecycleRule): number {
  return one.rulePriority - other.rulePriority;
}

/** An empty list of tags is none, and standard is the storage class of a rule that names none. */
function ruleInOneForm(rule: LifecycleRule): LifecycleRule {
  if (!isMembers(rule.selection)) return rule;
  const selection = Object.entries(rule.selection).filter(
    ([key, value]) =>
      !(isList(value) && value.length === 0) && !(key === 'storageClass' && value === 'standard'),
  );
  return { ...rule, selection: Object.fromEntries(selection) };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

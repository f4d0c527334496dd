import { isOfEcr } from '../../config/checks/policies/resource.ts';

/** The fields of a policy statement that are checked. */
export interface Statement {
  sid: string | undefined;
  effect: string;
  /** Its principals; `*` is everybody. */
  principals: readonly string[];
  /** The keys of its conditions, such as `aws:PrincipalOrgID`; none: it always holds. */
  conditions: readonly string[];
  /** It has NotPrincipal, NotAction or NotResource: its effect depends on everybody else. */
  negated: boolean;
}

/** The statements of a policy that apply, or may apply, to an action on a resource. */
export function statementsFor(policy: string, action: string, resource: string): Statement[] {
  return statementsIn(policy)
    .filter((it) => isAbout(it, 'Action', (pattern) => matches(pattern, action, 'i')))
    .filter((it) => isAbout(it, 'Resource', (pattern) => covers(pattern, resource)))
    .map((it) => ({
      sid: typeof it.Sid === 'string' && it.Sid !== '' ? it.Sid : undefined,
      effect: String(it.Effect),
      principals: principalsOf(it.Principal),
      conditions: conditionsOf(it.Condition),
      negated: 'NotPrincipal' in it,
    }));
}

/**
 * The statements on an action whose Resource names nothing of this registry: no ARN of ECR, as where `:ecr:` was left
 * out, or another region or account. ECR accepts them, and they grant nothing.
 *
 * @param resource - ARN of a repository of this registry.
 */
export function strayStatements(policy: string, action: string, resource: string): string[] {
  const isStray = (pattern: string) =>
    !covers(pattern, resource) && !(isOfEcr(pattern) && isOfRegistry(pattern, resource));
  return statementsIn(policy)
    .filter((it) => isAbout(it, 'Action', (pattern) => matches(pattern, action, 'i')))
    .filter((it) => texts(it.Resource).length > 0 && texts(it.Resource).every(isStray))
    .map(({ Sid, Resource }) => {
      const [first = ''] = texts(Resource);
      const what = isOfEcr(first)
        ? 'names another region or account than that of this registry'
        : 'names no ECR repository';
      return `${nameOf(Sid)} ${what} (${first})`;
    });
}

function nameOf(sid: unknown): string {
  return typeof sid === 'string' && sid !== '' ? `the statement ${sid}` : 'a statement';
}

/** Whether region and account of an ARN of ECR, with wildcards, are those of a repository. */
function isOfRegistry(pattern: string, resource: string): boolean {
  const [region = '*', account = '*'] = pattern.split(':').slice(3);
  const [ownRegion = '', ownAccount = ''] = resource.split(':').slice(3);
  return matches(region, ownRegion) && matches(account, ownAccount);
}

/** A repository policy has no Resource: it applies to that repository. */
function isAbout(
  statement: Record<string, unknown>,
  key: 'Action' | 'Resource',
  fits: (pattern: string) => boolean,
): boolean {
  const not = statement[`Not${key}`];
  if (not !== undefined) return !texts(not).some(fits);
  if (key === 'Resource' && !(key in statement)) return true;
  return texts(statement[key]).some(fits);
}

/** The partition is ignored: a policy applies only to its own. */
function covers(pattern: string, resource: string): boolean {
  const inOnePartition = (arn: string) => arn.replace(/^arn:aws[\w-]*:/, 'arn:aws:');
  return matches(inOnePartition(pattern), inOnePartition(resource));
}

function conditionsOf(condition: unknown): string[] {
  if (!isObject(condition)) return [];
  return [...new Set(Object.values(condition).filter(isObject).flatMap(Object.keys))];
}

function statementsIn(policy: string): Record<string, unknown>[] {
  const document: unknown = JSON.parse(policy);
  const statements = isObject(document) ? document.Statement : undefined;
  return [statements].flat().filter(isObject);
}

function principalsOf(principal: unknown): string[] {
  return isObject(principal) ? Object.values(principal).flatMap(texts) : texts(principal);
}

/** IAM's wildcards: `*` is any text, `?` any character. */
function matches(pattern: string, text: string, flags = ''): boolean {
  const source = RegExp.escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return new RegExp(`^${source}$`, flags).test(text);
}

function texts(value: unknown): string[] {
  return [value].flat().filter((it) => typeof it === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

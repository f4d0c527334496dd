/** A statement of a policy document, as far as it is looked at. */
export interface Statement {
  effect: string;
  /** Who it is about; `*` is everybody. */
  principals: readonly string[];
  conditional: boolean;
}

/** Keys of statements that say whom, what or where they are *not* about. */
const negations = ['NotAction', 'NotResource', 'NotPrincipal'];

/**
 * The statements of a policy that are about an action on a resource. Those with a negation are left out:
 * what they come to cannot be told without knowing everybody else.
 */
export function statementsFor(policy: string, action: string, resource: string): Statement[] {
  return (
    statementsIn(policy)
      .filter((it) => !negations.some((key) => key in it))
      .filter((it) => texts(it.Action).some((pattern) => matches(pattern, action, 'i')))
      // A repository's policy names no resource: it is about that repository.
      .filter((it) => !('Resource' in it) || texts(it.Resource).some((at) => covers(at, resource)))
      .map((it) => ({
        effect: String(it.Effect),
        principals: principalsOf(it.Principal),
        conditional: it.Condition !== undefined,
      }))
  );
}

/** The partition is left aside: a policy can only be about its own. */
function covers(pattern: string, resource: string): boolean {
  return matches(pattern.replace(/^arn:aws[\w-]*:/, 'arn:aws:'), resource);
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

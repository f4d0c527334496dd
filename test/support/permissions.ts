import type { LocalAws } from '../../local/aws.ts';

interface Statement {
  readonly Action: string | readonly string[];
}

/**
 * Takes actions from the role of a function of the stack, as if roles.yml did not have them; all else stays.
 *
 * @returns what gives them back
 */
export function withhold(
  { permissions }: LocalAws,
  roleArn: string,
  ...actions: readonly string[]
): () => void {
  const declared = permissions.documentsOf(roleArn);
  if (!declared) throw new Error(`there is no role ${roleArn}`);
  const before = JSON.stringify(declared.identity);
  const identity = declared.identity.map((document) => without(document as Policy, actions));
  if (JSON.stringify(identity) === before) throw new Error(`${roleArn} does not have ${actions}`);
  permissions.declareRole(roleArn, { ...declared, identity });
  return () => permissions.declareRole(roleArn, declared);
}

interface Policy {
  readonly Statement: Statement | readonly Statement[];
}

function without(document: Policy, actions: readonly string[]): Policy {
  const Statement = [document.Statement].flat().flatMap((it) => {
    const left = [it.Action].flat().filter((action) => !actions.includes(action));
    return left.length === 0 ? [] : [{ ...it, Action: left }];
  });
  return { ...document, Statement };
}

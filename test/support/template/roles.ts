import type { Need } from '../../../local/iam/need.ts';
import { createPermissions, type Permissions } from '../../../local/iam/permissions.ts';
import type { Principal } from '../../../local/service/principal.ts';
import { declarePolicy } from '../../../local/stack/rights/resource-policies.ts';
import { documentsOf } from '../../../local/stack/rights/role-policies.ts';
import { type DeclaredStack, declareStack } from '../../../local/stack/template/resources.ts';
import { STACK } from './record.ts';
import type { Template } from './sections.ts';

export { rightsOf, type Template } from './sections.ts';
export { STACK as STACK_NAME };

export const place = {
  region: 'eu-west-1',
  accountId: '123456789012',
  endpoint: 'http://127.0.0.1',
};

/** The roles of a stack's functions, as IAM sees them. */
export interface Roles {
  readonly stack: DeclaredStack;
  /** By the key of its function, the documents of its role. */
  readonly documents: ReadonlyMap<string, readonly unknown[]>;
  allows(functionKey: string, need: Need): boolean;
}

/** @param parameters - Values of the stack's parameters; by default their defaults. */
export function rolesOf(template: Template, parameters: Readonly<Record<string, string>>): Roles {
  const stack = declareStack({ name: STACK, template, parameters }, place);
  const permissions = createPermissions();
  const all = Object.values(stack.resources);
  for (const resource of all) {
    declarePolicy({ ...place, permissions } as Parameters<typeof declarePolicy>[0], resource);
  }
  const documents = new Map<string, readonly unknown[]>();
  const sessions = new Map<string, Principal>();
  for (const { type, name, properties } of all) {
    if (type !== 'AWS::Lambda::Function') continue;
    const role = all.find((it) => it.type === 'AWS::IAM::Role' && it.arn === properties.Role);
    if (!role) throw new Error(`${name} has no role of the stack`);
    const own = documentsOf(stack, role);
    permissions.declareRole(role.arn, own);
    const key = name.slice(STACK.length + 1);
    documents.set(key, own.identity);
    sessions.set(key, sessionOf(role.arn, name));
  }
  return {
    stack,
    documents,
    allows: (key, need) => isAllowed(permissions, sessions.get(key), need),
  };
}

function sessionOf(roleArn: string, sessionName: string): Principal {
  const { accountId } = place;
  return { accountId, accessKeyId: 'x', roleArn, sessionName, startedAt: '2026-01-01T00:00:00Z' };
}

function isAllowed(permissions: Permissions, caller: Principal | undefined, need: Need): boolean {
  return caller !== undefined && permissions.refusal(caller, [need]) === undefined;
}

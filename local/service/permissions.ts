import type { Principal } from './principal.ts';

/**
 * The permissions of callers whose policies are known, such as the functions of a stack; all other callers may do
 * everything. They are checked only for calls that involve an action of another service.
 */
export interface Permissions {
  /** @param sessionName of the role's session, which for a function is its name */
  declare(sessionName: string, actions: readonly string[]): void;
  /** @param action `inspector2:ListFindings` */
  allow(caller: Principal, action: string): boolean;
}

export function createPermissions(): Permissions {
  const declared = new Map<string, ReadonlySet<string>>();
  return {
    declare: (sessionName, actions) => void declared.set(sessionName, new Set(actions)),
    allow: ({ sessionName }, action) => declared.get(sessionName)?.has(action) ?? true,
  };
}

import type { Principal } from './principal.ts';

/**
 * What callers may do whose policies are known, as those of a stack's functions are; everybody else may do
 * everything. Only calls that ask for it are held against it: that of an action in another service.
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

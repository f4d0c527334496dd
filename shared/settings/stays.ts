import { isLifecycleOfWords } from '../config/schema/repositories/lifecycle-policy.ts';

/**
 * Whether an existing policy of a repository may be replaced, for cached and other repositories alike. A missing
 * policy is put. One that differs from registry.yml is replaced only with `replace…: true`, or if it is a lifecycle
 * policy that `lifecycle` has made with other numbers: what was created manually stays.
 */
export function lifecycleStays(
  existing: string | undefined,
  replaceLifecycle: boolean | undefined,
): boolean {
  return existing !== undefined && !replaceLifecycle && !isLifecycleOfWords(existing);
}

/** The same for a repository policy, which does not show who created it. */
export function policyStays(
  existing: string | undefined,
  replacePolicy: boolean | undefined,
): boolean {
  return existing !== undefined && !replacePolicy;
}

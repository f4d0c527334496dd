import { isLifecycleOfWords } from './lifecycle-policy.ts';

/**
 * What others made stays: the one rule for the policies of a repository, whichever rule of registry.yml is for
 * it. A policy that is missing is made. One that differs from what is declared is replaced if that is said
 * (`replace…: true`), or if it is a lifecycle policy that `lifecycle` has made, of other numbers: a policy that
 * somebody has thought about is never lost to one who did not know of it.
 */
export function lifecycleStays(
  existing: string | undefined,
  replaceLifecycle: boolean | undefined,
): boolean {
  return existing !== undefined && !replaceLifecycle && !isLifecycleOfWords(existing);
}

/** The same for a resource policy, which does not show who made it. */
export function policyStays(
  existing: string | undefined,
  replacePolicy: boolean | undefined,
): boolean {
  return existing !== undefined && !replacePolicy;
}

/** A policy that IAM would refuse. */
export class PolicyError extends Error {
  override name = 'PolicyError' as const;
}

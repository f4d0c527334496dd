/** The name of a secret by its ARN, which ends in the name, a hyphen and six random characters. */
export function secretOf(arn: string): string {
  return arn.replace(/^.*:secret:/, '').replace(/-[A-Za-z0-9]{6}$/, '');
}

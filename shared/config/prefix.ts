/** ECR assumes a trailing slash of a prefix always, so `docker.io` and `docker.io/` are one rule. */
export function withoutTrailingSlash(prefix: string): string {
  return prefix.replace(/\/$/, '');
}

import { invalidParameter } from './errors.ts';

/**
 * Naming items and paging exclude each other (API reference of DescribeRepositories and DescribeImages: the
 * option "cannot be used when you specify" the names).
 *
 * @throws AwsError `InvalidParameterException`
 */
export function refusePagingWith(
  member: string,
  names: readonly unknown[] | undefined,
  input: { nextToken?: string | undefined; maxResults?: number | undefined },
): void {
  if (names === undefined) return;
  for (const option of ['nextToken', 'maxResults'] as const) {
    if (input[option] !== undefined) {
      throw invalidParameter(option, `must not be given together with ${member}`);
    }
  }
}

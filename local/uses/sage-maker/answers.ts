import type { AwsError } from '../../http/errors.ts';

/** What the items of one kind of SageMaker's are listed and described as. */
export interface Answers<Item extends { readonly name: string }> {
  readonly all: readonly Item[];
  statusOf(item: Item): string;
  summary(item: Item): object;
  description(item: Item): object;
  missing(name: string): AwsError;
}

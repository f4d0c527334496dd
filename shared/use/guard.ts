/** An image whose names somebody may use. */
export interface UsedImage {
  repository: string;
  digest: string;
  tags: readonly string[];
  /** ISO 8601: when it was last pulled, as far as that is known. */
  pulledAt?: string;
}

/** Why an image has to keep its names; undefined when nobody is known to use it. */
export type UseGuard = (image: UsedImage) => Promise<{ why: string } | undefined>;

export function useGuard(_ecr: unknown, _sources: readonly string[]): UseGuard {
  return async () => undefined;
}

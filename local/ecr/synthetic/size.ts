/** The size of a synthetic registry. Its content depends on this alone. */
export interface SyntheticSize {
  /** 0 to 100,000: ECR's quota. */
  repositories: number;
  /** Images per repository: 0 to 100,000, ECR's quota. */
  imagesPerRepository: number;
  /** Seed: another number gives another registry of this size; default 1. */
  seed?: number;
}

const quota = 100_000;

/** Reads `1000x200`: 1,000 repositories of 200 images; `undefined` when it is not that, or beyond the quotas. */
export function parseSyntheticSize(text: string): SyntheticSize | undefined {
  const [, repositories, imagesPerRepository] = /^(\d+)x(\d+)$/.exec(text)?.map(Number) ?? [];
  if (repositories === undefined || imagesPerRepository === undefined) return undefined;
  if (repositories > quota || imagesPerRepository > quota) return undefined;
  return { repositories, imagesPerRepository };
}

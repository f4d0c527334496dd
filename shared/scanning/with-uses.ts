import { type ImageUse, isUseOf, type Uses, usesByRepository } from '../use/uses.ts';
import type { Failure } from './findings/result.ts';
import { usedBy } from './used-by.ts';

/** The failures, each with who runs it: the image, or the multi-arch image that it is part of. */
export function withUses(failures: readonly Failure[], uses: Uses): Failure[] {
  const byRepository = usesByRepository(uses);
  return failures.map((failure) => {
    const theirs = byRepository.get(failure.repository) ?? [];
    const found = usedBy(theirs.filter((use) => isOfFailure(use, failure)));
    return found && failure.usedBy === undefined ? { ...failure, usedBy: found } : failure;
  });
}

function isOfFailure(use: ImageUse, { digest, tags, partOf }: Failure): boolean {
  if (isUseOf(use, { imageDigest: digest, imageTags: tags })) return true;
  return (
    partOf !== undefined && isUseOf(use, { imageDigest: partOf.digest, imageTags: partOf.tags })
  );
}

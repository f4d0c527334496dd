import { image } from '../../registry/read.ts';
import { explain } from '../../runtime/explain.ts';
import type { ImageCase } from './case.ts';
import { broken, type Verdict } from './check.ts';

/**
 * A pull of an image in the archive is answered as one of an image that is not there. Undefined where it is not in
 * the archive; where that cannot be read, a text that says so.
 */
export async function archivedVerdict(
  { ecr, name, image: { reference, byDigest } }: ImageCase,
  at: (what: string) => void,
): Promise<Verdict | string | undefined> {
  at(`ecr:DescribeImages ${name}`);
  const imageId = byDigest ? { imageDigest: reference } : { imageTag: reference };
  try {
    const found = await image(ecr, name, imageId, { imageStatus: 'ANY' });
    if (found?.imageStatus === 'ARCHIVED') {
      return broken(
        `${archived(found.lastArchivedAt)}, and the pull is a 404`,
        restore(name, found),
      );
    }
    if (found?.imageStatus === 'ACTIVATING') {
      return broken(
        'the image is being restored from the archive',
        'pull later: that takes up to 20 minutes',
      );
    }
    return undefined;
  } catch (error) {
    const why = explain(error);
    if (why === undefined) throw error;
    return `whether it is archived could not be read: ${why}`;
  }
}

function archived(since: Date | undefined): string {
  const when = since === undefined ? '' : ` since ${since.toISOString().slice(0, 10)}`;
  return `the image is in the archive of ECR${when}`;
}

function restore(name: string, { imageDigest }: { imageDigest: string }): string {
  return (
    'restore it, which takes up to 20 minutes: aws ecr update-image-storage-class ' +
    `--repository-name ${name} --image-id imageDigest=${imageDigest} --target-storage-class STANDARD`
  );
}

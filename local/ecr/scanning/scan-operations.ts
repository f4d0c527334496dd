import type {
  DescribeImageScanFindingsResponse,
  StartImageScanResponse,
} from '@aws-sdk/client-ecr';
import { AwsError } from '../../http/errors.ts';
import { takePage } from '../../service/pages.ts';
import { arnStart } from '../../service/partition.ts';
import type { Principal } from '../../service/principal.ts';
import { declareOperations, type Operation } from '../../service/service.ts';
import { requireAllowed } from '../asked-of-caller.ts';
import { invalidInput, invalidToken, limitExceeded } from '../errors.ts';
import { type ImageId, requireImage } from '../images/ids.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image, ImageScan } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { requireRepository } from '../repositories/repositories.ts';
import { imageId, inRepository, paging } from '../schemas.ts';
import { isScannedToday } from './on-push.ts';
import { isScannable, shownScan, startScan } from './scan.ts';
import { findingsView, statusView, tooEarly } from './views.ts';

const { read, write } = declareOperations(invalidInput);

/** Scans of single images. */
export function scanOperations(ecr: Ecr): Operation[] {
  const { registry } = ecr;
  const place = (repository: Repository, image: Image, { imageTag }: ImageId) => ({
    registryId: registry.accountId,
    repositoryName: repository.name,
    imageId: { imageDigest: image.digest, ...(imageTag && { imageTag }) },
  });
  return [
    write('StartImageScan', onImage, (input) => {
      const repository = requireRepository(registry, input.repositoryName);
      const image = requireImage(registry, repository, input.imageId);
      requireScannable(ecr, image);
      startScan(ecr, repository, image);
      return {
        ...place(repository, image, input.imageId),
        imageScanStatus: { status: 'IN_PROGRESS' },
      } satisfies StartImageScanResponse;
    }),
    read('DescribeImageScanFindings', describedFindings, (input, caller) => {
      if (registry.scanning.type === 'ENHANCED') requireInspector(ecr, caller);
      const repository = requireRepository(registry, input.repositoryName);
      const image = requireImage(registry, repository, input.imageId);
      const site = place(repository, image, input.imageId);
      if (image.status !== 'ACTIVE') {
        return { ...site, imageScanStatus: { status: 'IMAGE_ARCHIVED' as const } };
      }
      const scan = shownScan(ecr, image);
      if (!scan) throw scanNotFound(ecr, repository, input.imageId);
      const isUnseen = scan.type === 'ENHANCED' && scan.result === undefined;
      if (isUnseen && ecr.world.untilInspected === 'COMPLETE') return { ...site, ...tooEarly };
      const { items, ...rest } = pageOf(scan, image, input);
      return {
        ...site,
        imageScanStatus: statusView(scan),
        imageScanFindings: findingsView(scan, items, { registry, repository, image }),
        ...rest,
      } satisfies DescribeImageScanFindingsResponse;
    }),
  ];
}

const onImage = inRepository.extend({ imageId });

const describedFindings = onImage.extend(paging);

/**
 * Findings of enhanced scanning are Inspector's, and ECR asks it in the caller's name (Amazon ECR user guide,
 * "IAM permissions for enhanced scanning"; the refusal is that of github.com/alexjurkiewicz/ecr-scan-image/issues/19).
 */
function requireInspector(ecr: Ecr, caller: Principal): void {
  const { region, accountId } = ecr.registry;
  const start = `${arnStart(region)}:inspector2:${region}:${accountId}:`;
  const needs = ['Findings', 'Coverage'].map((what) => ({
    action: `inspector2:List${what}`,
    resource: `${start}/${what.toLowerCase()}/list`,
  }));
  requireAllowed(ecr, caller, needs);
}

function requireScannable(ecr: Ecr, image: Image): void {
  if (ecr.registry.scanning.type === 'ENHANCED') {
    throw new AwsError('ValidationException', 'This feature is disabled');
  }
  if (image.status !== 'ACTIVE') {
    const message = 'The specified image is archived and cannot be scanned.';
    throw new AwsError('ImageArchivedException', message);
  }
  if (!isScannable(image)) {
    const message = 'The image is of a type that cannot be scanned.';
    throw new AwsError('UnsupportedImageTypeException', message);
  }
  if (isScannedToday(ecr, image)) {
    throw limitExceeded('The scan quota per image has been exceeded. Wait and try again.');
  }
}

function scanNotFound({ registry }: Ecr, repository: Repository, id: ImageId): AwsError {
  const quoted = `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`;
  return new AwsError(
    'ScanNotFoundException',
    `Image scan does not exist for the image with '${quoted}' in the repository with name '${repository.name}' in the registry with id '${registry.accountId}'`,
  );
}

/** Findings keep their order, so the token holds the number of the last one returned. */
function pageOf(
  scan: ImageScan,
  image: Image,
  input: { nextToken?: string | undefined; maxResults?: number | undefined },
) {
  const numbered = (scan.result?.findings ?? []).map((finding, at) => ({ finding, at }));
  const { items, ...rest } = takePage({
    scope: `DescribeImageScanFindings ${image.digest}`,
    token: input.nextToken,
    limit: input.maxResults ?? 100,
    from: (after) => numbered.slice(after === undefined ? 0 : Number(after) + 1),
    key: ({ at }) => String(at),
    invalid: invalidToken,
  });
  return { items: items.map(({ finding }) => finding), ...rest };
}

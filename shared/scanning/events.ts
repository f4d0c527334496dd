import * as z from 'zod/mini';
import type { ImageScope } from './plan.ts';

/**
 * The events of scans, as far as they say which image to check. Their findings are not used: events can come late,
 * twice and in any order, with dates that are not ISO. Only that Inspector is done with an image and has found
 * nothing is used, as no API may say it.
 */

const digest = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/));
const tag = z.string().check(z.regex(/^[\w.-]{1,300}$/));
const repositoryName = z.string().check(z.regex(/^[a-z0-9][a-z0-9._/-]{1,255}$/));
const arnOfRepository =
  /^arn:[\w-]+:ecr:(?<at>[\w-]+):(?<owner>\d{12}):repository\/(?<repositoryName>[a-z0-9][a-z0-9._/-]{1,255})$/;
const repositoryArn = z.string().check(z.regex(arnOfRepository));
const imageArn = new RegExp(
  `${arnOfRepository.source.slice(0, -1)}/(?<imageDigest>sha256:[0-9a-f]{64})$`,
);

const envelope = { account: z.optional(z.string()), region: z.optional(z.string()) };

/** The event of basic scanning. */
const basicScan = z.object({
  ...envelope,
  'detail-type': z.literal('ECR Image Scan'),
  detail: z
    .object({
      'repository-name': repositoryName,
      'image-digest': z.optional(digest),
      'image-tags': z.optional(z.array(tag)),
    })
    .check(z.refine((it) => it['image-digest'] ?? it['image-tags']?.[0])),
});

/** The first scan of an image by Inspector. Here `repository-name` is an ARN. */
const inspectorScan = z.object({
  ...envelope,
  'detail-type': z.literal('Inspector2 Scan'),
  detail: z.object({
    'repository-name': repositoryArn,
    'image-digest': digest,
    'scan-status': z.optional(z.unknown()),
    'finding-severity-counts': z.optional(z.unknown()),
  }),
});

/** One finding. Instances, functions and images of other clouds have the same detail-type. */
const inspectorFinding = z.object({
  ...envelope,
  'detail-type': z.literal('Inspector2 Finding'),
  detail: z.object({
    resources: z
      .array(z.looseObject({ type: z.string(), id: z.string() }))
      .check(z.minLength(1), z.maxLength(100)),
  }),
});

/** Inspector no longer scans an image. Only the envelope names the image. */
const inspectorCoverage = z.object({
  ...envelope,
  'detail-type': z.literal('Inspector2 Coverage'),
  resources: z.array(z.string()).check(z.minLength(1), z.maxLength(100)),
});

export const scanEvent = z.discriminatedUnion('detail-type', [
  basicScan,
  inspectorScan,
  inspectorFinding,
  inspectorCoverage,
]);

export type ScanEvent = z.infer<typeof scanEvent>;

/** The image that an event is about. */
export interface EventScope extends ImageScope {
  /** Whether more events of the same image are likely to come in the same seconds. */
  burst: boolean;
}

/** Returns the images of this registry that an event is about: none where it is another registry's. */
export function scopesOf(event: ScanEvent): EventScope[] {
  switch (event['detail-type']) {
    case 'ECR Image Scan': {
      const {
        'repository-name': name,
        'image-digest': imageDigest,
        'image-tags': tags,
      } = event.detail;
      const imageId = imageDigest ? { imageDigest } : { imageTag: tags?.[0] };
      return [{ repositoryName: name, imageId, burst: false }];
    }
    case 'Inspector2 Scan': {
      const { 'repository-name': arn, 'image-digest': digest } = event.detail;
      const inspected = foundNothing(event.detail);
      return ofArns(event, [`${arn}/${digest}`], true).map((scope) => ({ ...scope, inspected }));
    }
    case 'Inspector2 Finding': {
      const images = event.detail.resources.filter(
        ({ type }) => type === 'AWS_ECR_CONTAINER_IMAGE',
      );
      return ofArns(
        event,
        images.map(({ id }) => id),
        true,
      );
    }
    case 'Inspector2 Coverage':
      return ofArns(event, event.resources, false);
  }
}

/** What events of the same image have in common, in the ledger. */
export function lookKey({ repositoryName, imageId }: ImageScope): string {
  return `scanning/look/${repositoryName}@${imageId.imageDigest ?? imageId.imageTag}`;
}

/** A severity without findings is 0 or missing: AWS documents both. */
function foundNothing({
  'scan-status': status,
  'finding-severity-counts': counts = {},
}: Record<string, unknown>): boolean {
  if (status !== 'INITIAL_SCAN_COMPLETE' || typeof counts !== 'object') return false;
  return Object.values(counts ?? {}).every((count) => count === 0);
}

/** The delegated administrator of Inspector gets the events of other accounts as well. */
function ofArns(
  { account, region }: ScanEvent,
  arns: readonly string[],
  burst: boolean,
): EventScope[] {
  return arns.flatMap((arn) => {
    const { at, owner, repositoryName, imageDigest } = imageArn.exec(arn)?.groups ?? {};
    if (repositoryName === undefined || imageDigest === undefined) return [];
    if ((account && owner !== account) || (region && at !== region)) return [];
    return [{ repositoryName, imageId: { imageDigest }, burst }];
  });
}

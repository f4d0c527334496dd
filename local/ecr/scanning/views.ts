import type {
  EnhancedImageScanFinding,
  ImageScanFindings,
  ImageScanStatus,
  ScanStatus,
} from '@aws-sdk/client-ecr';
import type { ImageScan } from '../model/image.ts';
import {
  containerImage,
  enhancedFinding,
  type FindingSite,
  imageArn,
  scoreOf,
} from './enhanced.ts';
import { countBySeverity, type Finding } from './findings.ts';

/** Scans in the shapes of ECR's responses. */

export function statusView({ type, result }: ImageScan): ImageScanStatus {
  if (!result) return status(type === 'BASIC' ? 'IN_PROGRESS' : 'PENDING');
  if (result.status) return status(result.status, 'The scan could not be carried out.');
  return type === 'BASIC' ? complete : status('ACTIVE');
}

const complete = status('COMPLETE', 'The scan was completed successfully.');

/** What ECR answers, as users report, for an image that Inspector has not scanned yet. */
export const tooEarly = { imageScanStatus: complete, imageScanFindings: { findings: [] } };

function status(value: ScanStatus, description?: string): ImageScanStatus {
  return { status: value, ...(description && { description }) };
}

/** @param page the requested findings; the counts are those of all findings. */
export function findingsView(
  scan: ImageScan,
  page: readonly Finding[],
  site: Omit<FindingSite, 'at'>,
): ImageScanFindings | undefined {
  if (!scan.result || scan.result.status) return undefined;
  const { completedAt: at, findings = [] } = scan.result;
  return {
    imageScanCompletedAt: at,
    vulnerabilitySourceUpdatedAt: at,
    findingSeverityCounts: countBySeverity(findings),
    ...(scan.type === 'BASIC'
      ? { findings: [...page] }
      : { enhancedFindings: page.map((finding) => enhancedView(finding, { ...site, at })) }),
  };
}

function enhancedView(finding: Finding, site: FindingSite): EnhancedImageScanFinding {
  const score = scoreOf(finding);
  return {
    ...enhancedFinding(finding, site),
    firstObservedAt: site.at,
    lastObservedAt: site.at,
    updatedAt: site.at,
    ...(score !== undefined && { score }),
    resources: [
      {
        details: {
          awsEcrContainerImage: { ...containerImage(site), pushedAt: site.image.pushedAt },
        },
        id: imageArn(site),
        tags: {},
        type: 'AWS_ECR_CONTAINER_IMAGE',
      },
    ],
  };
}

import {
  type DescribeImageScanFindingsResponse,
  type ECRClient,
  paginateDescribeImageScanFindings,
  ScanNotFoundException,
} from '@aws-sdk/client-ecr';
import { unlessGone } from '../../registry/tags/races.ts';
import { type Finding, fromBasic, fromEnhanced } from './finding.ts';

/** What is known of the vulnerabilities of an image. */
export type Scan =
  | { state: 'known'; findings: Finding[] }
  /** Nothing is known, and waiting does not help: the image does not count as clean. */
  | { state: 'unknown'; status: string; findings: Finding[] }
  /** A scan is in progress. Its end sends an event. */
  | { state: 'pending' }
  /**
   * The scan is said to be complete and shows nothing at all, not even a time or a number. Under enhanced scanning
   * that is the answer before Inspector has scanned, and perhaps that for a clean image too.
   */
  | { state: 'bare' }
  /** The image or its repository no longer exists. */
  | { state: 'gone' };

/** The status of an image that was never scanned, or not since the registry changed its kind of scanning. */
export const NOT_SCANNED = 'NOT_SCANNED';

/** The status of an image whose scan could not be read, while others could. */
export const NOT_READ = 'NOT_READ';

/** The status of an image whose findings are counted but not shown. */
const NOT_SHOWN = 'FINDINGS_UNAVAILABLE';

/** The API's own maximum; its default is 100. */
const PAGE_SIZE = 1000;

/**
 * Reads what the last scan of an image found, basic or enhanced: one call, and one more for each further
 * 1000 findings. DescribeImages has a summary of it, which current basic scanning leaves empty.
 */
export async function readScan(
  ecr: ECRClient,
  repositoryName: string,
  imageDigest: string,
): Promise<Scan> {
  const findings: Finding[] = [];
  let status: string | undefined;
  let isBare = true;
  let listed = 0;
  let counted = 0;
  const read = async () => {
    const paging = { client: ecr, pageSize: PAGE_SIZE };
    const input = { repositoryName, imageId: { imageDigest } };
    for await (const page of paginateDescribeImageScanFindings(paging, input)) {
      status ??= page.imageScanStatus?.status;
      isBare &&= showsNothing(page);
      listed += listedIn(page);
      counted = Math.max(counted, countedIn(page));
      for (const finding of findingsOf(page)) findings.push(finding);
    }
    return true;
  };
  try {
    if (!(await unlessGone(read()))) return { state: 'gone' };
  } catch (error) {
    if (!(error instanceof ScanNotFoundException)) throw error;
    status = NOT_SCANNED;
  }
  const isDone = status === 'COMPLETE' || status === 'ACTIVE';
  if (status === 'COMPLETE' && isBare) return { state: 'bare' };
  return scanOf(isDone && counted > 0 && listed === 0 ? NOT_SHOWN : status, findings);
}

/** Basic scanning always gives its time; enhanced scanning has its own findings, or counts. */
function showsNothing(page: DescribeImageScanFindingsResponse): boolean {
  const { imageScanFindings: shown } = page;
  return listedIn(page) + countedIn(page) === 0 && shown?.imageScanCompletedAt === undefined;
}

function listedIn({ imageScanFindings: shown }: DescribeImageScanFindingsResponse): number {
  return (shown?.findings?.length ?? 0) + (shown?.enhancedFindings?.length ?? 0);
}

function countedIn({ imageScanFindings: shown }: DescribeImageScanFindingsResponse): number {
  return Object.values(shown?.findingSeverityCounts ?? {}).reduce((sum, count) => sum + count, 0);
}

function scanOf(status: string | undefined, findings: Finding[]): Scan {
  switch (status) {
    case 'COMPLETE':
    case 'ACTIVE': // under enhanced scanning: Inspector scans it again whenever a new vulnerability is published
      return { state: 'known', findings };
    case 'IN_PROGRESS':
    case 'PENDING':
      return { state: 'pending' };
    default: // FAILED, UNSUPPORTED_IMAGE, IMAGE_ARCHIVED, and values that AWS adds later
      return { state: 'unknown', status: status ?? 'without a status', findings };
  }
}

function findingsOf({ imageScanFindings }: DescribeImageScanFindingsResponse): Finding[] {
  const { findings = [], enhancedFindings = [] } = imageScanFindings ?? {};
  return [
    ...findings.map(fromBasic),
    ...enhancedFindings.flatMap((finding) => fromEnhanced(finding) ?? []),
  ];
}

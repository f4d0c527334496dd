import {
  DescribeImageScanFindingsCommand,
  type ECRClient,
  PutRegistryScanningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { expect } from 'vitest';
import type { Finding, Severity } from '../../local/ecr/scanning/findings.ts';
import { finding } from '../local/findings.ts';
import type { TestAws } from '../local/start.ts';
import { soon } from './soon.ts';

/** Sets every push to be scanned. */
export async function scanOnPush(
  { ecr }: Pick<TestAws, 'ecr'>,
  scanType: 'BASIC' | 'ENHANCED' = 'BASIC',
): Promise<void> {
  const scanFrequency = 'SCAN_ON_PUSH';
  const repositoryFilters = [{ filter: '*', filterType: 'WILDCARD' as const }];
  const rules = [{ scanFrequency, repositoryFilters } as const];
  await ecr.send(new PutRegistryScanningConfigurationCommand({ scanType, rules }));
}

/** A number of findings of a severity, each with a fix, with the ids `<prefix>1`, `<prefix>2`. */
export function some(count: number, severity: Severity = 'HIGH', prefix = 'CVE-2026-'): Finding[] {
  return Array.from({ length: count }, (_, at) => finding(`${prefix}${at + 1}`, severity));
}

/** Waits until no scan of these images is in progress; each is a tag or a digest. */
export async function scansEnd(ecr: ECRClient, repositoryName: string, images: readonly string[]) {
  for (const name of images) {
    const imageId = name.startsWith('sha256:') ? { imageDigest: name } : { imageTag: name };
    const command = new DescribeImageScanFindingsCommand({ repositoryName, imageId });
    await soon(async () => {
      const { imageScanStatus } = await ecr.send(command);
      expect(imageScanStatus?.status).not.toBe('IN_PROGRESS');
    });
  }
}

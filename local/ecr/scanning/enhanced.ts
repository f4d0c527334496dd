import { createHash } from 'node:crypto';
import { arnStart } from '../../service/partition.ts';
import type { Image } from '../model/image.ts';
import { type Registry, repositoryArn } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import type { Finding } from './findings.ts';

/** Where a finding was made. */
export interface FindingSite {
  registry: Registry;
  repository: Repository;
  image: Image;
  at: Date;
}

/** A finding in Amazon Inspector's form: what its events and DescribeImageScanFindings share. */
export function enhancedFinding(finding: Finding, site: FindingSite) {
  const { registry, repository, image } = site;
  const read = reader(finding);
  const fixedInVersion = read('fixed_in_version');
  const packageName = read('package_name') ?? 'unknown';
  const id = createHash('md5').update(`${repository.name}@${image.digest} ${finding.name}`);
  return {
    awsAccountId: registry.accountId,
    description: finding.description ?? finding.name,
    exploitAvailable: 'NO',
    findingArn: `${arnStart(registry.region)}:inspector2:${registry.region}:${registry.accountId}:finding/${id.digest('hex')}`,
    fixAvailable: fixedInVersion ? 'YES' : 'NO',
    packageVulnerabilityDetails: {
      cvss: cvssOf(finding),
      referenceUrls: finding.uri ? [finding.uri] : [],
      relatedVulnerabilities: [],
      source: 'NVD',
      ...(finding.uri && { sourceUrl: finding.uri }),
      vendorSeverity: finding.severity,
      vulnerabilityId: finding.name,
      vulnerablePackages: [
        {
          name: packageName,
          version: read('package_version') ?? 'unknown',
          packageManager: 'OS',
          ...(fixedInVersion && { fixedInVersion }),
        },
      ],
    },
    remediation: { recommendation: { text: 'None Provided' } },
    // Inspector's value; ECR's own is UNDEFINED.
    severity: finding.severity === 'UNDEFINED' ? 'UNTRIAGED' : finding.severity,
    status: 'ACTIVE',
    title: `${finding.name} - ${packageName}`,
    type: 'PACKAGE_VULNERABILITY',
  };
}

/** Inspector's score of a finding; `undefined` if it has none. */
export function scoreOf(finding: Finding): number | undefined {
  const score = reader(finding)('CVSS3_SCORE');
  return score === undefined ? undefined : Number(score);
}

/** ARN of the image, by which Inspector names it. */
export function imageArn({ registry, repository, image }: FindingSite): string {
  return `${repositoryArn(registry, repository.name)}/${image.digest}`;
}

/** `awsEcrContainerImage` of a finding, without its dates. The platform of an image is not known here. */
export function containerImage({ registry, repository, image }: FindingSite) {
  return {
    architecture: 'amd64',
    imageHash: image.digest,
    imageTags: [...image.tags],
    registry: registry.accountId,
    repositoryName: repository.name,
  };
}

function cvssOf(finding: Finding) {
  const baseScore = scoreOf(finding);
  if (baseScore === undefined) return [];
  const scoringVector = reader(finding)('CVSS3_VECTOR') ?? '';
  return [{ baseScore, scoringVector, source: 'NVD', version: '3.1' }];
}

function reader({ attributes = [] }: Finding): (key: string) => string | undefined {
  return (key) => attributes.find((attribute) => attribute.key === key)?.value;
}

import type { EnhancedImageScanFinding, ImageScanFinding } from '@aws-sdk/client-ecr';

/** The worst first. What Inspector calls UNTRIAGED is UNDEFINED, as ECR calls it. */
export const severities = [
  'CRITICAL',
  'HIGH',
  'MEDIUM',
  'LOW',
  'INFORMATIONAL',
  'UNDEFINED',
] as const;

export type Severity = (typeof severities)[number];

/** One vulnerability of an image, the same shape for basic and enhanced scanning. */
export interface Finding {
  /** CVE-2026-12345. */
  name: string;
  severity: Severity;
  packages: VulnerablePackage[];
  /** Whether a newer version fixes it. Unknown under basic scanning, which documents no such attribute. */
  fix: 'available' | 'none' | 'unknown';
  link?: string;
  /** 0.1 to 10: the score of CVSS, or that of Inspector, where the scanner gives one. */
  score?: number;
}

export interface VulnerablePackage {
  name: string;
  version: string;
  fixedVersion?: string;
}

/**
 * The same for the same vulnerability of the same packages, whichever scan finds it: the ARN of a finding in
 * Inspector is of no use once the registry changes its kind of scanning.
 */
export function identityOf({ name, packages }: Finding): string {
  const parts = packages.map((it) => `${it.name} ${it.version}`).toSorted();
  return JSON.stringify([name, ...parts]);
}

/** A finding of basic scanning. Its attributes are a list of keys and values without a published set. */
export function fromBasic(finding: ImageScanFinding): Finding {
  const { attributes = [] } = finding;
  const read = (key: string) => attributes.find((it) => it.key === key)?.value || undefined;
  const fixedVersion = fixedIn(read('fixed_in_version'));
  return {
    name: finding.name || 'no id',
    severity: severityOf(finding.severity),
    packages: [
      {
        name: read('package_name') ?? 'unknown',
        version: read('package_version') ?? 'unknown',
        ...(fixedVersion && { fixedVersion }),
      },
    ],
    fix: fixedVersion ? 'available' : 'unknown',
    ...(finding.uri && { link: finding.uri }),
    ...scored(read('CVSS3_SCORE') ?? read('CVSS2_SCORE')),
  };
}

/** A finding of Amazon Inspector. @returns undefined for one that is closed or suppressed. */
export function fromEnhanced(finding: EnhancedImageScanFinding): Finding | undefined {
  if (finding.status !== undefined && finding.status !== 'ACTIVE') return undefined;
  const { vulnerabilityId, vulnerablePackages = [], sourceUrl, cvss = [] } = detailsOf(finding);
  const packages = vulnerablePackages.map(({ name, version, fixedInVersion }) => {
    const fixedVersion = fixedIn(fixedInVersion);
    return {
      name: name || 'unknown',
      version: version || 'unknown',
      ...(fixedVersion && { fixedVersion }),
    };
  });
  return {
    name: vulnerabilityId || finding.title || 'no id',
    severity: severityOf(finding.severity),
    packages,
    fix: fixOf(finding.fixAvailable, packages),
    ...(sourceUrl && { link: sourceUrl }),
    ...scored(finding.score ?? cvss[0]?.baseScore),
  };
}

/** No field for what is no score. */
function scored(score: number | string | undefined): { score?: number } {
  const value = Number(score);
  return value > 0 && value <= 10 ? { score: value } : {};
}

function detailsOf({ packageVulnerabilityDetails }: EnhancedImageScanFinding) {
  return packageVulnerabilityDetails ?? {};
}

/** PARTIAL: some of the packages have a fix. */
function fixOf(told: string | undefined, packages: readonly VulnerablePackage[]): Finding['fix'] {
  if (told === 'YES' || told === 'PARTIAL') return 'available';
  if (told === 'NO') return 'none';
  return packages.some(({ fixedVersion }) => fixedVersion) ? 'available' : 'unknown';
}

/** Inspector writes NotAvailable where no version has a fix. */
function fixedIn(version: string | undefined): string | undefined {
  return version && !/^not ?available$/i.test(version) ? version : undefined;
}

function severityOf(text: string | undefined): Severity {
  return severities.find((severity) => severity === text) ?? 'UNDEFINED';
}

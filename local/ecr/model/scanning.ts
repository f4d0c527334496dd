/** The more frequent first. */
export const frequencies = ['CONTINUOUS_SCAN', 'SCAN_ON_PUSH', 'MANUAL'] as const;

export type ScanFrequency = (typeof frequencies)[number];

export interface ScanningFilter {
  /** `*` matches any characters; without one, every name that contains the filter matches. */
  filter: string;
  filterType: 'WILDCARD';
}

export interface ScanningRule {
  scanFrequency: ScanFrequency;
  repositoryFilters: readonly ScanningFilter[];
}

/** How the images of a registry are scanned: by ECR itself (BASIC) or by Amazon Inspector (ENHANCED). */
export interface ScanningConfiguration {
  type: 'BASIC' | 'ENHANCED';
  rules: readonly ScanningRule[];
}

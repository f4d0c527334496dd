/** What a report shows of checks that the inventory itself does not make, in the words of those that make them. */
export interface Checks {
  policies?: PoliciesCheck;
  findings?: FindingsCheck;
}

export interface PoliciesCheck {
  /** Repositories with a lifecycle policy, in the order of their names. */
  repositories: CheckedPolicy[];
  /** What was not read, and so may be in use or expire. */
  doubts: string[];
}

export interface CheckedPolicy {
  repository: string;
  /** What each rule says and what it would expire or archive. */
  rules: { text: string; images?: number; bytes?: number; inUse?: number; partial?: boolean }[];
  /** Images in use that would go, mistakes, and what is not known: a sentence each. */
  found: string[];
}

export interface FindingsCheck {
  /** Images that fail. */
  images: CheckedImage[];
  /** Why it is not known which of them run; absent where it is. */
  notKnown?: string;
}

export interface CheckedImage {
  name: string;
  digest: string;
  /** `3 CRITICAL, at most 0`. */
  why: string;
  /** Where it runs; absent where it does not. */
  usedBy?: string;
}

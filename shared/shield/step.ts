/** What is to be done in one repository so that what runs there is kept. */
export type Step = StepBase & (RuleStep | GiveStep | RemoveStep);

interface StepBase {
  repository: string;
  /** `set`: it is done; `report`: it is not, as the rule only reports, or for the reason in `stays`. */
  action: 'set' | 'report';
  stays?: string;
  /** In a line. */
  text: string;
}

/** The lifecycle policy gets the rule that keeps what has an in-use tag. */
export interface RuleStep {
  step: 'rule';
  before: string;
  after: string;
  /** It had the rule: something else has put another policy since. */
  drift?: true;
}

/** An image that is in use gets its in-use tag. */
export interface GiveStep {
  step: 'give';
  digest: string;
  tag: string;
  /** Who runs it, or what needs it. */
  by: string;
}

/** An image whose use has ended loses its in-use tag. */
export interface RemoveStep {
  step: 'remove';
  digest: string;
  tag: string;
  /** ISO 8601: when its use ended. */
  since: string;
  /** ISO 8601. */
  pulledAt?: string;
}

/** An image with an in-use tag that is not in use, and since when; ISO 8601. */
export interface Unneeded {
  repository: string;
  digest: string;
  since: string;
}

/** What was found in one repository. */
export interface RepositoryPlan {
  repository: string;
  /** Images in use that carry their tag already. */
  kept: number;
  steps: Step[];
  unneeded: Unneeded[];
  /** Why its lifecycle policy could not be read. */
  error?: unknown;
}

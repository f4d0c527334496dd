import type { LifecycleFinding } from '../registry/lifecycle/lint/finding.ts';
import type { PolicyPreview } from '../registry/lifecycle/policy-preview.ts';
import type { UnknownUses } from '../use/uses.ts';
import type { UnreadRepository } from '../walk/unread.ts';

/** The lifecycle policies of a registry: what each rule would do, what of that is in use, and what is the matter. */
export interface LifecycleReport {
  /** Those with a policy, in the order of their names. */
  repositories: RepositoryReport[];
  /** Those without. */
  without: Held & { repositories: number };
  unread: UnreadRepository[];
  /** Sources of what runs that could not be read. */
  unknownUses: readonly UnknownUses[];
}

/** Images, archived ones too. */
export interface Held {
  images: number;
  /** By ECR's sizes; layers that images share count for each. */
  bytes: number;
}

export interface RepositoryReport extends Held {
  repository: string;
  /** In the order in which ECR applies them. */
  rules: RuleReport[];
  preview: PolicyPreview;
  findings: LifecycleFinding[];
  /** Why there are no findings: the policy has something that is not known here. */
  notLinted?: string;
}

export interface RuleReport {
  rulePriority: number;
  description?: string;
  /** `expires tagged v* beyond the newest 30`. */
  text: string;
  /** What it would expire or archive, by ECR's preview; absent where there is none. */
  affected?: Held & {
    /** How many of them are in use, or needed by an image in use. */
    inUse: number;
    /** There are more: these are the first 10,000 images of the preview. */
    partial?: true;
  };
}

/** Whether it needs a person: something in use would go, or may, or a rule does something else than it says. */
export function isFound({ preview, findings }: RepositoryReport): boolean {
  const use = preview.state === 'known' ? preview.use : undefined;
  const warns = findings.some(({ level }) => level === 'warning');
  return warns || (use !== undefined && use.inUse.length + use.doubts.length > 0);
}

/** Sums for the last line. */
export function totalsOf({ repositories }: LifecycleReport) {
  const known = repositories.flatMap(({ preview }) => (preview.state === 'known' ? preview : []));
  const sum = (of: 'expire' | 'archive', what: 'images' | 'bytes') =>
    known.reduce((total, preview) => total + preview[of][what], 0);
  const findings = repositories.flatMap((it) => it.findings);
  return {
    repositories: repositories.length,
    expire: { images: sum('expire', 'images'), bytes: sum('expire', 'bytes') },
    archive: { images: sum('archive', 'images'), bytes: sum('archive', 'bytes') },
    inUse: known.reduce((total, { use }) => total + (use ? use.inUse.length + use.more : 0), 0),
    warnings: findings.filter(({ level }) => level === 'warning').length,
    notes: findings.filter(({ level }) => level === 'note').length,
  };
}

import type { Settings } from '../../registry/settings/repository-settings.ts';
import { differing } from '../../registry/settings/same.ts';
import { memberLacking } from '../../registry/snapshot/known.ts';
import type { SettingsMember, Unknown, UnknownSetting } from '../../registry/snapshot/unknown.ts';
import type { RepositoryChange } from '../../settings/change.ts';
import type { DeclaredChange, DeclaredPlan } from './plan.ts';

/** The members of a snapshot that say what changes of a kind are about. None: the snapshot always says it, or in part. */
const members = {
  rule: undefined,
  template: 'repositoryCreationTemplates',
  policy: 'registryPolicy',
  repository: undefined,
  scanning: 'scanningConfiguration',
  replication: 'replicationConfiguration',
  // Whether one is under way is asked of the ledger and of ECR, and a snapshot has neither.
  backfill: 'replicationConfiguration',
  signing: 'signingConfiguration',
  exclusion: 'pullTimeUpdateExclusions',
  account: 'accountSettings',
  statement: 'registryPolicy',
  unread: undefined,
} as const satisfies Record<DeclaredChange['kind'], SettingsMember | undefined>;

/**
 * A plan without what the snapshot does not say: whether that differs is not known, so that it is no drift.
 *
 * @returns also what registry.yml declares and the snapshot does not say.
 */
export function knownPlan(
  plan: DeclaredPlan,
  unknown: Unknown,
): { plan: DeclaredPlan; notKnown: UnknownSetting[] } {
  if (unknown.all.length === 0) return { plan, notKnown: [] };
  const lacking = new Set<SettingsMember>();
  const known = Object.entries({ ...plan }).map(([capability, changes]) => [
    capability,
    changes.flatMap((change) => knownChange(change, unknown, lacking)),
  ]);
  return {
    plan: Object.fromEntries(known),
    notKnown: unknown.all.filter(({ member }) => lacking.has(member)),
  };
}

function knownChange<Change extends DeclaredChange>(
  change: Change,
  unknown: Unknown,
  lacking: Set<SettingsMember>,
): Change[] {
  const member = members[change.kind];
  if (member !== undefined && unknown.has(member)) {
    lacking.add(member);
    return [];
  }
  const known = change.kind === 'repository' ? withKnownSettings(change, unknown, lacking) : change;
  return known === undefined ? [] : [known as Change];
}

/** A change of a repository, with those of its settings that are known; undefined where none is. */
function withKnownSettings(
  change: RepositoryChange,
  unknown: Unknown,
  lacking: Set<SettingsMember>,
): RepositoryChange | undefined {
  if (change.action !== 'update') return change;
  const { before, after, preview, ...rest } = change;
  const keys = Object.keys(after) as (keyof Settings)[];
  const known = keys.filter((key) => {
    const member = memberLacking(unknown, change.repository, key);
    if (member !== undefined) lacking.add(member);
    return member === undefined;
  });
  if (known.length === keys.length) return change;
  if (known.length === 0) return undefined;
  return {
    ...rest,
    before,
    after: Object.fromEntries(known.map((key) => [key, after[key]])),
    reason: differing(before, after, known).join('; '),
    ...(preview && known.includes('lifecyclePolicy') && { preview }),
  };
}

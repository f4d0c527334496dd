import type { SettingsMember, Unknown, UnknownSetting } from './unknown.ts';

/** The members of a snapshot that say the settings of repositories; any other setting is with the repository itself. */
const memberOf: Partial<Record<string, SettingsMember>> = {
  lifecyclePolicy: 'lifecyclePolicies',
  repositoryPolicy: 'repositoryPolicies',
  resourceTags: 'resourceTags',
  requiredTags: 'resourceTags',
};

/** The member that does not say a setting of a repository; undefined where the setting is known. */
export function memberLacking(
  unknown: Unknown,
  repository: string,
  setting: string,
): SettingsMember | undefined {
  const member = memberOf[setting];
  return member !== undefined && unknown.has(member, repository) ? member : undefined;
}

/**
 * The deviations of repositories without those of settings that are not known. Nothing scans a repository, `scanOnPush`
 * of a baseline, is not known either where the configuration of the registry is not.
 *
 * @returns also what is not known of them.
 */
export function knownDeviations<Deviation extends { repository: string; setting: string }>(
  deviations: readonly Deviation[],
  unknown: Unknown,
): { deviations: Deviation[]; notKnown: UnknownSetting[] } {
  const lacking = new Set<SettingsMember>();
  const known = deviations.filter(({ repository, setting }) => {
    const member =
      setting === 'scanOnPush' && unknown.has('scanningConfiguration')
        ? 'scanningConfiguration'
        : memberLacking(unknown, repository, setting);
    if (member !== undefined) lacking.add(member);
    return member === undefined;
  });
  return { deviations: known, notKnown: unknown.all.filter(({ member }) => lacking.has(member)) };
}

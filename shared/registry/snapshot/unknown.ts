/** The settings that a snapshot may lack, by the names of its members, in words. */
export const settingsMembers = {
  repositoryCreationTemplates: 'the repository creation templates',
  registryPolicy: 'the registry policy',
  scanningConfiguration: 'the scanning configuration of the registry',
  replicationConfiguration: 'the replication configuration',
  signingConfiguration: 'the signing configuration',
  pullTimeUpdateExclusions: 'the pull time update exclusions',
  accountSettings: 'the account settings',
  lifecyclePolicies: 'the lifecycle policies',
  repositoryPolicies: 'the repository policies',
  resourceTags: 'the resource tags',
} as const;

export type SettingsMember = keyof typeof settingsMembers;

/** A setting that is not known: it may be there, or not. */
export interface UnknownSetting {
  member: SettingsMember;
  /** Of these repositories only; absent: of all, or of the registry. */
  repositories?: string[] | undefined;
  /** Why it could not be read; absent: nobody has tried. */
  error?: string | undefined;
}

/** What is not known of a registry. */
export interface Unknown {
  all: readonly UnknownSetting[];
  /** @param repository - Whose setting it is. Default: the registry's, or that of all repositories. */
  has(member: SettingsMember, repository?: string): boolean;
}

/** @param all - Default none: everything is known, as in an account. */
export function unknownSettings(all: readonly UnknownSetting[] = []): Unknown {
  const whole = new Set(all.filter((it) => !it.repositories).map(({ member }) => member));
  const single = new Set(
    all.flatMap(({ member, repositories = [] }) => repositories.map((it) => `${member} ${it}`)),
  );
  return {
    all,
    has: (member, repository) => whole.has(member) || single.has(`${member} ${repository}`),
  };
}

/** How many repositories are named; the snapshot names all. */
const NAMED = 3;

/** `the registry policy, the resource tags of a, b, c and 2 others`. */
export function unknownInWords(settings: readonly UnknownSetting[]): string {
  return settings.map(inWords).join(', ');
}

function inWords({ member, repositories }: UnknownSetting): string {
  if (!repositories) return settingsMembers[member];
  const more = repositories.length - NAMED;
  const named = repositories.slice(0, NAMED).join(', ');
  const others = more > 0 ? ` and ${more} other${more === 1 ? '' : 's'}` : '';
  return `${settingsMembers[member]} of ${named}${others}`;
}

/** `the registry policy: access denied: …`. */
export function unreadInWords(setting: UnknownSetting): string {
  return `${inWords(setting)}: ${setting.error ?? 'not in the snapshot'}`;
}

import type { RegistryIdentity } from '../registry/identity.ts';
import type { RegistryCacheRule, RegistryTemplate } from '../registry/read.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import type { AccountKey, AccountState } from '../registry-settings/account.ts';
import type { ObservedRegistry, Seen } from '../registry-settings/observe.ts';
import type { ImageTally } from './tally.ts';

/** The settings of the registry that could be read. */
export interface RegistrySettings {
  scanning?: ObservedRegistry['scanning'];
  signing?: ObservedRegistry['signing'];
  exclusions?: ObservedRegistry['exclusions'];
  account: Partial<Record<AccountKey, Seen<AccountState | undefined>>>;
  replication?: ObservedRegistry['replication'];
  /** In words: what ECR does not have in the region. */
  notOffered: readonly string[];
}

/** What a registry is like, as far as a registry.yml can be proposed from it. What could not be read is absent. */
export interface RegistryFacts {
  registry?: RegistryIdentity;
  /** Absent: unknown, so that nobody knows either which repositories are cached. */
  rules?: readonly RegistryCacheRule[];
  templates: readonly RegistryTemplate[];
  /** The text of the registry policy. */
  policy?: string;
  settings: RegistrySettings;
  /** In the order of their names. */
  repositories: readonly RepositoryFacts[];
  unread: readonly UnreadFact[];
}

export interface RepositoryFacts {
  name: string;
  /** All settings that it has. */
  settings: Settings;
  /** Whether its images are scanned on push, by its own setting or by the configuration of the registry. */
  isScanned: boolean;
  images?: ImageTally;
}

/** Something that could not be read. */
export interface UnreadFact {
  /** In words: `the lifecycle policies`. */
  what: string;
  /** The repositories whose part of it is missing; none where it is one thing. */
  repositories: readonly string[];
  /** Why, in a line; of several repositories that of the first. */
  error: string;
}

/** Something that the account has and a registry.yml has not. */
export interface Missing {
  /** The block of registry.yml that it belongs to. */
  key: 'pullThroughCache' | 'creationTemplates' | 'repositories' | 'naming' | 'registry';
  /** In words, without the names. */
  what: string;
  /** Prefixes of cache rules, or repositories. */
  names: string[];
}

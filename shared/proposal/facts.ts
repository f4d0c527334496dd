import type { RegistryIdentity } from '../registry/identity.ts';
import type { RegistryCacheRule, RegistryTemplate } from '../registry/read.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import type { RegistrySettings } from './registry/read.ts';
import type { ImageTally } from './tally.ts';
import type { UnreadFact } from './unread.ts';

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

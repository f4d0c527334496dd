import { actions } from '../command-facts/actions.ts';
import { cache } from '../command-facts/cache.ts';
import { configuration } from '../command-facts/configuration.ts';
import type { CommandFacts } from '../command-facts/permissions.ts';
import { registry } from '../command-facts/registry.ts';

export type { CommandFacts, Permission } from '../command-facts/permissions.ts';

const none: CommandFacts = { permissions: [] };

/** The facts about all verbs, by their names. */
export const commandFacts: Readonly<Record<string, CommandFacts>> = {
  ...registry,
  ...cache,
  ...actions,
  ...configuration,
  local: none,
  replay: { ...none, error: 'a function failed with the event' },
  fire: { ...none, error: 'the function failed' },
  demo: none,
  completion: none,
};

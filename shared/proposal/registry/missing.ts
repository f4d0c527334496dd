import type { RegistrySettingsConfig } from '../../config/schema/schema.ts';
import type { Missing, RegistryFacts } from '../facts.ts';
import { proposeRegistry } from './propose.ts';

type Key = keyof RegistrySettingsConfig;

/** The settings of the registry that init would declare, and this file does not. */
export function missingSettings(declared: RegistrySettingsConfig, facts: RegistryFacts): Missing[] {
  const proposed = new Map(
    proposeRegistry(facts).section.members.map(({ key, value }) => [key as Key, value]),
  );
  const lists = new Set<Key>(['policy', 'pullTimeUpdateExclusions', 'accountSettings']);
  const wholes = [...proposed.keys()].filter((key) => !lists.has(key));
  const all = [
    { what: 'settings of the registry', names: wholes.filter((key) => !declared[key]) },
    {
      what: 'account settings',
      names: missingFrom(keysOf(proposed.get('accountSettings')), keysOf(declared.accountSettings)),
    },
    {
      what: 'pull time update exclusions',
      names: missingFrom(
        proposed.get('pullTimeUpdateExclusions') as string[] | undefined,
        declared.pullTimeUpdateExclusions,
      ),
    },
    {
      what: 'statements of the registry policy',
      names: missingFrom(sidsOf(proposed.get('policy')), sidsOf(declared.policy)),
    },
  ];
  return all.map((it) => ({ key: 'registry', ...it }));
}

function missingFrom(all: readonly string[] = [], known: readonly string[] = []): string[] {
  return all.filter((each) => !known.includes(each));
}

function keysOf(map: unknown): string[] {
  return Object.keys(map ?? {});
}

function sidsOf(policy: unknown): string[] {
  const { statements = [] } = (policy ?? {}) as { statements?: { Sid: string }[] };
  return statements.map(({ Sid }) => Sid);
}

import type { AccountKey } from '../../registry-settings/account.ts';
import { planExclusions } from '../../registry-settings/exclusions.ts';
import {
  destinationOf,
  type ObservedReplication,
} from '../../registry-settings/replication/state.ts';
import type { ScanningState } from '../../registry-settings/scanning.ts';
import type { SigningState } from '../../registry-settings/signing.ts';
import type { RegistryFacts } from '../facts.ts';
import type { Member, Section } from '../section.ts';
import { proposeStatements } from './statements.ts';
import { changesNothing } from './unchanged.ts';

/** The settings of the registry as registry.yml says them, and what of them it cannot say. */
export interface ProposedRegistry {
  section: Section & { members: readonly Member[] };
  /** Sentences. */
  leftOut: string[];
}

/**
 * The settings of the registry that differ from those of a new one: as much of them as changes nothing when it is
 * applied.
 */
export function proposeRegistry(facts: RegistryFacts): ProposedRegistry {
  const { statements, leftOut } = proposeStatements(facts);
  const all = candidates(facts);
  const members = all.filter(({ key, value }) => changesNothing({ [key]: value }, facts));
  const unsaid = all.filter((it) => !members.includes(it)).map(({ key }) => key);
  const policy = { key: 'policy', value: { statements }, comments: [] };
  return {
    section: {
      ...{ path: ['registry'], comments: [], entries: [] },
      members: [...members, ...(statements.length > 0 ? [policy] : [])],
    },
    leftOut: [
      ...facts.settings.notOffered.map((what) => `${what}: ECR does not have it in this region`),
      ...unsaid.map((key) => `${words[key]}: registry.yml cannot say it`),
      ...leftOut,
    ],
  };
}

const words: Readonly<Record<string, string>> = {
  scanning: 'the scanning configuration of the registry',
  replication: 'the replication of the registry',
  signing: 'the signing configuration of the registry',
  pullTimeUpdateExclusions: 'the pull time update exclusions',
  accountSettings: 'the account settings',
};

function candidates({ settings }: RegistryFacts): Member[] {
  const { scanning, replication, signing, exclusions } = settings;
  const arns = exclusions ? othersOf(exclusions.state) : [];
  const account = accountSettings(settings.account);
  return [
    ...(scanning ? scanningMember(scanning.state) : []),
    ...(replication ? replicationMember(replication.state) : []),
    ...(signing?.state ? signingMember(signing.state) : []),
    ...(arns.length > 0 ? [member('pullTimeUpdateExclusions', arns)] : []),
    ...(Object.keys(account).length > 0 ? [member('accountSettings', account, [onlyOthers])] : []),
  ];
}

function member(key: string, value: unknown, comments: readonly string[] = []): Member {
  return { key, value, comments };
}

const onlyOthers = 'Those that are not what a new account has.';

function scanningMember({ scanType, filters }: ScanningState): Member[] {
  const rules = Object.entries(filters).map(([scanFrequency, repositories]) => ({
    ...{ scanFrequency, repositories },
  }));
  if (scanType === 'BASIC' && rules.length === 0) return [];
  return [member('scanning', { scanType, ...(rules.length > 0 && { rules }) })];
}

function replicationMember({ own, state: { rules } }: ObservedReplication): Member[] {
  if (rules.length === 0) return [];
  const declared = rules.map(({ destinations, prefixes }) => ({
    destinations: destinations.map(destinationOf).map(({ region, registryId }) => ({
      region,
      ...(registryId !== own.registryId && { registryId }),
    })),
    ...(prefixes.length > 0 && { repositories: prefixes }),
  }));
  return [member('replication', { rules: declared }, [noBackfill])];
}

const noBackfill =
  'Images that were pushed before a rule are not copied by it: backfill: true has ECR copy them, too.';

function signingMember({ rules }: SigningState): Member[] {
  const declared = rules.map(({ signingProfileArn, filters }) => ({
    signingProfileArn,
    ...(filters.length > 0 && { repositories: filters }),
  }));
  return [member('signing', { rules: declared })];
}

/** Without the roles of the stack, which excludes them itself. */
function othersOf(observed: Parameters<typeof planExclusions>[1]): string[] {
  const others = planExclusions([], observed, { prune: false });
  return others.map(({ principalArn }) => principalArn).sort();
}

/** What ECR has where nobody has set anything (API reference, PutAccountSetting). */
const usual: Partial<Record<AccountKey, string>> = {
  registryPolicyScope: 'V2',
  blobMounting: 'DISABLED',
};

function accountSettings(account: RegistryFacts['settings']['account']): Record<string, string> {
  const read = Object.entries(account).flatMap(([key, { state }]) => {
    const isUsual = state === undefined || state.value === usual[key as AccountKey];
    return isUsual ? [] : [[key, state.value] as const];
  });
  return Object.fromEntries(read);
}

import { PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import type { ChangeKind } from '../../changes/kind.ts';
import { blockedIf, type Step } from '../../changes/step.ts';
import { isSame } from '../../registry/settings/same.ts';
import { inWords } from '../../registry/settings/words.ts';
import { writeWhole } from '../whole.ts';
import {
  type DeclaredReplication,
  declaredState,
  destinationOf,
  isCopied,
  type ObservedReplication,
  observeReplication,
  obstacleTo,
  type ReplicationState,
} from './state.ts';

export type ReplicationChange = { kind: 'replication' } & Step<ReplicationState>;

/** What has to change so that the registry copies what is declared: one change, as ECR takes the rules as a whole. */
export function planReplication(
  declared: DeclaredReplication,
  { own, state: before }: ObservedReplication,
): ReplicationChange {
  const kind = 'replication' as const;
  const after = declaredState(declared, own);
  if (isSame(before, after)) return { kind, action: 'none', before };
  const reason = `${wordsOf(before)} → ${wordsOf(after)}`;
  const places = new Set(after.rules.flatMap(({ destinations }) => destinations));
  const obstacles = [...places].flatMap((place) => obstacleTo(place, own) ?? []);
  const blocked = obstacles.map((why) => `${why}: remove that destination`);
  return { kind, action: 'update', before, after, reason, ...blockedIf(blocked) };
}

function wordsOf({ rules }: ReplicationState): string {
  if (rules.length === 0) return 'nothing is copied';
  return rules
    .map(({ destinations, prefixes }) => {
      const what = prefixes.length === 0 ? 'all repositories' : `${inWords(prefixes)}*`;
      return `${what} to ${inWords(destinations)}`;
    })
    .join(' and ');
}

export const replicationKind: ChangeKind<ReplicationChange> = {
  nameOf: () => 'replication',
  targetOf: () => 'the replication configuration',
  limit: 'registry',
  canBreak: (change) => 'before' in change && 'after' in change && loses(change as Replaced),
  write: (ecr, change) =>
    writeWhole<ReplicationState>(change, {
      ...{ what: 'the replication configuration', isSame },
      current: async () => (await observeReplication(ecr)).state,
      put: (state) => ecr.send(new PutReplicationConfigurationCommand(inputOf(state))),
    }),
  current: async (ecr) => (await observeReplication(ecr)).state,
  isSame,
};

interface Replaced {
  before: ReplicationState;
  after: ReplicationState;
}

/** Whether anything that is copied now would no longer be: whoever pulls from the copy misses what is pushed then. */
function loses({ before, after }: Replaced): boolean {
  return before.rules.some(({ destinations, prefixes }) =>
    destinations.some((destination) => !isCopied(after, destination, prefixes)),
  );
}

function inputOf({ rules }: ReplicationState) {
  return {
    replicationConfiguration: {
      rules: rules.map(({ destinations, prefixes }) => ({
        destinations: destinations.map(destinationOf),
        ...(prefixes.length > 0 && {
          repositoryFilters: prefixes.map((filter) => ({
            ...{ filter, filterType: 'PREFIX_MATCH' as const },
          })),
        }),
      })),
    },
  };
}

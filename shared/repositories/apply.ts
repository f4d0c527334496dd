import type { ECRClient } from '@aws-sdk/client-ecr';
import { ruleText } from '../actions/action.ts';
import type { Gate } from '../actions/gate.ts';
import { applyStages, type Result } from '../changes/apply.ts';
import type { RepositoriesConfig } from '../config/schema/schema.ts';
import { REPOSITORIES_AT_A_TIME } from '../registry/read.ts';
import type { RepositoryChange } from '../settings/change.ts';
import { repositoryKind } from '../settings/kind.ts';
import { declaredRules } from './rules.ts';

/**
 * Applies the changes of declared repositories, some repositories at a time.
 *
 * @param onChange - Called after each change, for progress.
 */
export async function applyRepositories(
  with_: { ecr: ECRClient; gate: Gate },
  entries: RepositoriesConfig,
  changes: readonly RepositoryChange[],
  onChange?: (change: RepositoryChange & Result) => void,
): Promise<(RepositoryChange & Result)[]> {
  const rules = declaredRules(entries);
  const none = { capability: 'repositories', name: 'none', text: ruleText({}) } as const;
  const ofSettings = changes.filter(({ action }) => action !== 'create').length;
  const applied = await applyStages(
    {
      ...{ ...with_, kinds: { repository: repositoryKind<RepositoryChange>() } },
      ...{ existing: 0, ofSettings },
      ruleOf: ({ repository }: RepositoryChange) => rules.enforcedRuleOf(repository) ?? none,
    },
    [{ changes, concurrency: REPOSITORIES_AT_A_TIME }],
    onChange,
  );
  return changes.flatMap((change) => applied.get(change) ?? []);
}

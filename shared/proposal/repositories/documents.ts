import type { RepositoryFacts } from '../facts.ts';
import { lifecycleInWords } from '../lifecycle.ts';
import { documentIn } from '../reading-order.ts';

type Text = string | undefined;
type Found = Readonly<Record<string, unknown>> | undefined;

/** The policies that stand in the file as they are; of any other, undefined. Of the same policy, the same object. */
export interface Documents {
  lifecyclePolicy(text: Text): Found;
  policy(text: Text): Found;
}

/** Most policies of each sort that stand in the file as they are: those of the most repositories. */
const MOST_DOCUMENTS = 20;

/**
 * Chooses the policies that are worth their lines: lifecycle policies that no words say, and repository policies that
 * several repositories share.
 */
export function documentsFor(repositories: readonly RepositoryFacts[]): Documents {
  const settings = repositories.map((it) => it.settings);
  const lifecycles = settings
    .map((it) => it.lifecyclePolicy)
    .filter((text) => lifecycleInWords(text) === undefined);
  const lifecyclePolicies = largest(lifecycles, 1);
  const policies = largest(
    settings.map((it) => it.repositoryPolicy),
    2,
  );
  return {
    lifecyclePolicy: (text) => lifecyclePolicies.get(keyOf(text)),
    policy: (text) => policies.get(keyOf(text)),
  };
}

/** By their keys, those that occur the most, and at least so often. */
function largest(texts: readonly Text[], least: number) {
  const byKey = Map.groupBy(texts, keyOf);
  byKey.delete('');
  const often = [...byKey].filter(([, those]) => those.length >= least);
  const sorted = often.toSorted(([a, those], [b, others]) =>
    those.length === others.length ? (a < b ? -1 : 1) : others.length - those.length,
  );
  const kept = sorted.slice(0, MOST_DOCUMENTS);
  return new Map(kept.map(([key]) => [key, documentIn(key)] as const));
}

/** The same for two texts of one policy; empty for none. */
function keyOf(text: Text): string {
  const document = text === undefined ? undefined : documentIn(text);
  return document ? JSON.stringify(document) : '';
}

import { stringify } from 'yaml';
import { hasChanges } from '../../cache/change.ts';
import { type DeclaredCache, declaredCache } from '../../cache/declared.ts';
import type { ObservedCache } from '../../cache/observe.ts';
import { planCache } from '../../cache/plan.ts';
import { wantedBy } from '../../cache/repositories/collect.ts';
import { RegistryConfigError } from '../../config/errors.ts';
import { parseRegistryConfig } from '../../config/load.ts';
import { isCached, ROOT_PREFIX } from '../../registry/cached.ts';
import type { RegistryFacts } from '../facts.ts';
import { secretOf } from './secret.ts';

/** Cache rules and templates as registry.yml says them. */
interface Said {
  rules?: readonly Readonly<Record<string, unknown>>[];
  creationTemplates?: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Whether these cache rules and templates are a registry.yml that is valid, and by which the plan changes nothing: the plan itself is
 * asked, so that whatever it compares is compared here.
 */
export function changesNothing(said: Said, facts: RegistryFacts): boolean {
  const declared = declaredBy(said);
  return declared !== undefined && !hasChanges(planCache(declared, observed(declared, facts)));
}

/** What is wrong with these as a registry.yml, of several problems the first; undefined where they are valid. */
export function whyInvalid(said: Said): string | undefined {
  const found = loaded(said);
  if (!(found instanceof RegistryConfigError)) return undefined;
  const [{ path = '', message = '' } = {}] = found.problems;
  const [key = ''] = /[^.]+$/.exec(path) ?? [];
  return message.startsWith('is ') ? `${key} ${message}` : message;
}

function declaredBy(said: Said): DeclaredCache | undefined {
  const found = loaded(said);
  return found instanceof RegistryConfigError ? undefined : declaredCache(found);
}

function loaded({ rules = [], creationTemplates = [] }: Said) {
  try {
    return parseRegistryConfig(stringify({ pullThroughCache: { rules }, creationTemplates }));
  } catch (error) {
    if (error instanceof RegistryConfigError) return error;
    throw error;
  }
}

/** What the plan would read: the secrets are those that the rules have. */
function observed(declared: DeclaredCache, facts: RegistryFacts): ObservedCache {
  const { rules = [], templates, policy, registry, repositories } = facts;
  const credentials = rules.flatMap(({ credentialArn: arn }) =>
    arn === undefined ? [] : [[secretOf(arn), { arn, problems: [] }] as const],
  );
  const filling = declared.rules.filter((it) => it.repositories && it.prefix !== ROOT_PREFIX);
  return {
    ...{ rules, templates, credentials: new Map(credentials) },
    ...(registry && { policy: { registry, text: policy } }),
    repositories: {
      repositories: filling.flatMap((rule) =>
        repositories
          .filter(({ name }) => isCached(name, [rule.prefix]))
          .map(({ name: repository, settings: state }) => {
            return { repository, wanted: wantedBy(rule), state };
          }),
      ),
      unread: [],
    },
  };
}

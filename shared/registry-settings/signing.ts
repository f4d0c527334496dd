import {
  DeleteSigningConfigurationCommand,
  type ECRClient,
  GetSigningConfigurationCommand,
  PutSigningConfigurationCommand,
  SigningConfigurationNotFoundException,
} from '@aws-sdk/client-ecr';
import type { ChangeKind } from '../changes/kind.ts';
import type { Step } from '../changes/step.ts';
import type { RegistrySettingsConfig } from '../config/schema/schema.ts';
import { isSame } from '../registry/settings/same.ts';
import { inWords } from '../registry/settings/words.ts';
import { writeWhole } from './whole.ts';

/** A rule of managed signing; no filters: all repositories. Filters are sorted, as their order means nothing. */
export interface SigningRule {
  signingProfileArn: string;
  filters: readonly string[];
}

/** The rules, sorted: each that matches signs. There is no configuration without one. */
export interface SigningState {
  rules: readonly SigningRule[];
}

export type SigningChange = { kind: 'signing' } & Step<SigningState>;

/** Reads the signing configuration; undefined where there is none. */
export async function observeSigning(ecr: ECRClient): Promise<SigningState | undefined> {
  try {
    const { signingConfiguration } = await ecr.send(new GetSigningConfigurationCommand({}));
    const rules = (signingConfiguration?.rules ?? []).map((rule) => ({
      signingProfileArn: rule.signingProfileArn ?? '',
      filters: (rule.repositoryFilters ?? []).flatMap(({ filter }) => filter ?? []),
    }));
    return stateOf(rules);
  } catch (error) {
    if (error instanceof SigningConfigurationNotFoundException) return undefined;
    throw error;
  }
}

function stateOf(rules: readonly SigningRule[]): SigningState | undefined {
  if (rules.length === 0) return undefined;
  const plain = rules.map(({ signingProfileArn, filters }) => ({
    ...{ signingProfileArn, filters: [...new Set(filters)].sort() },
  }));
  const byText = new Map(plain.map((rule) => [JSON.stringify(rule), rule]));
  return { rules: [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []) };
}

/** @param before - Undefined: no image is signed. */
export function planSigning(
  { rules }: NonNullable<RegistrySettingsConfig['signing']>,
  before: SigningState | undefined,
): SigningChange[] {
  const after = stateOf(
    rules.map(({ signingProfileArn, repositories: filters = [] }) => ({
      ...{ signingProfileArn, filters },
    })),
  );
  const kind = 'signing' as const;
  if (before === undefined) return after ? [{ kind, action: 'create', after }] : [];
  if (after === undefined) {
    const reason = `registry.yml declares no rule; it has ${wordsOf(before)}`;
    return [{ kind, action: 'delete', before, reason }];
  }
  if (isSame(before, after)) return [{ kind, action: 'none', before }];
  const reason = `rules: ${wordsOf(before)} → ${wordsOf(after)}`;
  return [{ kind, action: 'update', before, after, reason }];
}

function wordsOf({ rules }: SigningState): string {
  return rules
    .map(({ signingProfileArn, filters }) => {
      const profile = signingProfileArn.split('/').at(-1);
      return `${profile} for ${filters.length > 0 ? inWords(filters) : 'all repositories'}`;
    })
    .join(' and ');
}

export const signingKind: ChangeKind<SigningChange> = {
  nameOf: () => 'signing',
  targetOf: () => 'the signing configuration',
  limit: 'registry',
  // Who verifies signatures refuses an image without one.
  canBreak: (change) => change.action === 'delete' || (change.action === 'update' && loses(change)),
  write: (ecr, change) =>
    writeWhole<SigningState>(change, {
      ...{ what: 'the signing configuration', isSame },
      current: () => observeSigning(ecr),
      put: (state) => ecr.send(new PutSigningConfigurationCommand(inputOf(state))),
      remove: () => ecr.send(new DeleteSigningConfigurationCommand({})),
    }),
  current: observeSigning,
  isSame,
};

/** Whether a rule goes or changes; one that is only added signs more. */
function loses({ before, after }: { before: SigningState; after: SigningState }): boolean {
  return before.rules.some((rule) => !after.rules.some((other) => isSame(rule, other)));
}

function inputOf({ rules }: SigningState) {
  return {
    signingConfiguration: {
      rules: rules.map(({ signingProfileArn, filters }) => ({
        signingProfileArn,
        ...(filters.length > 0 && {
          repositoryFilters: filters.map((filter) => ({
            ...{ filter, filterType: 'WILDCARD_MATCH' as const },
          })),
        }),
      })),
    },
  };
}

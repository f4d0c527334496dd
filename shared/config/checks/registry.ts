import type { SourceDocument } from '../document/document.ts';
import type { Finding } from '../document/finding.ts';
import { asFields, type Fields, listOfFields } from '../schema/fields.ts';
import { registryStatementsChecks } from './policies/policy.ts';
import { changedByYaml } from './policies/unquoted.ts';
import { twice } from './twice.ts';

/** Settings of the registry that exclude each other, or that ECR refuses. */
export function registryChecks(
  registry: Fields,
  source: Pick<SourceDocument, 'unquoted'>,
): Finding[] {
  return [
    ...scanningChecks(asFields(registry.scanning), ['registry', 'scanning']),
    ...replicationChecks(asFields(registry.replication)),
    ...exclusionChecks(registry.pullTimeUpdateExclusions),
    ...statementChecks(asFields(registry.policy), source),
    ...prunesNothing(registry),
  ];
}

function scanningChecks(scanning: Fields, path: PropertyKey[]): Finding[] {
  const rules = listOfFields(scanning.rules);
  const isBasic = (scanning.scanType ?? 'BASIC') === 'BASIC';
  const frequencies = rules.map(({ scanFrequency }) => scanFrequency);
  return frequencies.flatMap((frequency, index) => {
    const at = [...path, 'rules', index, 'scanFrequency'];
    const first = frequencies.indexOf(frequency);
    if (typeof frequency === 'string' && first !== index) {
      const message = `"${frequency}" is already at ${path.join('.')}.rules[${first}]: add the filters to that rule`;
      return [{ path: at, message }];
    }
    if (!isBasic || frequency !== 'CONTINUOUS_SCAN') return [];
    const message =
      'CONTINUOUS_SCAN needs scanType: ENHANCED, which Amazon Inspector bills: set that, or SCAN_ON_PUSH';
    return [{ path: at, message }];
  });
}

/** The quota of a registry, which AWS does not raise. */
const MOST_DESTINATIONS = 25;

function replicationChecks(replication: Fields): Finding[] {
  const rules = listOfFields(replication.rules);
  const all = rules.flatMap(({ destinations }) => listOfFields(destinations));
  const different = new Set(
    all.map(({ region, registryId }) => JSON.stringify([registryId, region])),
  );
  if (different.size <= MOST_DESTINATIONS) return [];
  const message = `has ${different.size} different destinations: ECR takes ${MOST_DESTINATIONS} in all rules`;
  return [{ path: ['registry', 'replication', 'rules'], message }];
}

function exclusionChecks(arns: unknown): Finding[] {
  const listed: readonly unknown[] = Array.isArray(arns) ? arns : [];
  return twice(listed, ['registry', 'pullTimeUpdateExclusions'], []);
}

function statementChecks(policy: Fields, source: Pick<SourceDocument, 'unquoted'>): Finding[] {
  const path = ['registry', 'policy', 'statements'];
  const statements = listOfFields(policy.statements);
  return [
    ...twice(
      statements.map(({ Sid }) => Sid),
      path,
      ['Sid'],
    ),
    ...changedByYaml(policy.statements, path, source),
    ...registryStatementsChecks(statements, path),
  ];
}

function prunesNothing({ prune, policy, pullTimeUpdateExclusions }: Fields): Finding[] {
  if (prune !== true || policy !== undefined || pullTimeUpdateExclusions !== undefined) return [];
  const message =
    'needs policy or pullTimeUpdateExclusions beside it: only of these what is not declared is deleted';
  return [{ path: ['registry', 'prune'], message }];
}

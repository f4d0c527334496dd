import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Alert, LazyAlert } from '../../alerts/alert.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { repositories } from '../../registry/read.ts';
import { violationAlert } from '../alert.ts';
import { checkRepository, type Violation } from '../check.ts';
import type { Naming } from '../rules.ts';
import { onlyFree } from '../suggest/certain.ts';

/** Alerts in one call of the notifier. */
const ALERTS_AT_A_TIME = 1000;

/**
 * Reports the invalid names of these repositories. What is suggested has to be free: the registry is listed for that
 * once, where one of them was not reported before.
 *
 * @param names - Of repositories of which another name is suggested.
 * @returns the causes of the alerts.
 */
export async function notifyNames(
  { ecr, naming, notifier }: { ecr: ECRClient; naming: Naming; notifier: Notifier },
  names: readonly string[],
): Promise<string[]> {
  const violations = names
    .flatMap((name) => checkRepository(naming, name))
    .filter(({ suggestion }) => suggestion !== undefined);
  const certain = once(async () => onlyFree(violations, await taken(ecr, violations)));
  const alerts = violations.map((violation, index): LazyAlert => {
    const { cause } = alertOn(violation);
    return { cause, make: async () => alertOn((await certain())[index] ?? violation) };
  });
  for (let at = 0; at < alerts.length; at += ALERTS_AT_A_TIME) {
    await notifier.notify(alerts.slice(at, at + ALERTS_AT_A_TIME));
  }
  return alerts.map(({ cause }) => cause.id);
}

function alertOn(violation: Violation): Alert {
  return violationAlert({ ...violation, outcome: 'reported' });
}

/** The suggested names that a repository has. */
async function taken(ecr: ECRClient, violations: readonly Violation[]): Promise<Set<string>> {
  const suggested = new Set(violations.map(({ suggestion }) => suggestion));
  const found = new Set<string>();
  for await (const { repositoryName } of repositories(ecr)) {
    if (suggested.has(repositoryName)) found.add(repositoryName);
  }
  return found;
}

function once<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => (value ??= work());
}

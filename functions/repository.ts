import { ECRClient } from '@aws-sdk/client-ecr';
import config from '../registry.yml';
import { functionGate } from '../shared/actions/function-gate.ts';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { repositoryEvent } from '../shared/baseline/events.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { onRepositoryEvent } from '../shared/steward/on-repository.ts';

const ecr = paced(new ECRClient(clientDefaults), config.limits);
const notifier = notifierOf(config.alerts, ownersIn(ecr));
const { gate, ledger } = functionGate(ecr, config);
const rules = config.baseline;
const naming = compileNaming(config.naming);
const cachePrefixes = declaredPrefixes(config);

/** Checks repositories against their rules: reports an invalid name, and brings the settings in line. */
export const handler = wrap(repositoryEvent, (event, context) => {
  const run = { gate: gate(context), notifier: notifier(), ledger: ledger() };
  return onRepositoryEvent({ ecr, rules, naming, cachePrefixes, ...run }, event);
});

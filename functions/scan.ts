import { ECRClient } from '@aws-sdk/client-ecr';
import config from '../registry.yml';
import { functionGate } from '../shared/acts/function-gate.ts';
import type { Gate } from '../shared/acts/gate.ts';
import { lookOnce } from '../shared/alerts/look-once.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { tellingDenied } from '../shared/scanning/denied.ts';
import { type EventScope, lookKey, scanEvent, scopesOf } from '../shared/scanning/events.ts';
import { planForImage } from '../shared/scanning/plan.ts';
import { actCounts, react, throwIfFailed } from '../shared/scanning/react.ts';
import { compileScanning } from '../shared/scanning/rules.ts';
import { functionGuard } from '../shared/use/function-guard.ts';

const ecr = paced(new ECRClient(clientDefaults));
const { gate, ledger } = functionGate(ecr, config);
const guard = functionGuard(config.use.sources);
const people = peopleOf(config.alerts, ownersIn(ecr));
const scanning = compileScanning(config.scanning);

/** An image was scanned, or is scanned no more: what it has is read and held against the rules. */
export const handler = wrap(scanEvent, async (event, context) => {
  const run = gate(context);
  return { results: await Promise.all(scopesOf(event).map((scope) => handle(scope, run))) };
});

async function handle(scope: EventScope, run: Gate) {
  const { repositoryName, imageId, burst } = scope;
  if (scanning.ruleFor(repositoryName) === undefined) return { repositoryName, rule: 'none' };
  const look = () => lookAndReact(scope, run);
  const seconds = Number(requireVariable('GATHER_SECONDS'));
  const done = burst ? await lookOnce(ledger(), lookKey(scope), seconds, look) : await look();
  return done ?? { repositoryName, imageId, gathered: true };
}

async function lookAndReact(scope: EventScope, run: Gate) {
  const { repositoryName, imageId } = scope;
  const to = { people: people(), ledger: ledger() };
  const plan = await tellingDenied(to.people, () => planForImage(ecr, scanning, scope));
  const reaction = await react({ ecr, scanning, guard, gate: run }, to, plan);
  const failed = plan.failures.length > 0;
  const unknown = plan.unknown[0]?.status;
  const { told, tags } = reaction;
  const { pending } = plan;
  const all = { failed, unknown, pending, told, tags: tags.slice(0, 100) };
  logger.info('Scan looked at', { repositoryName, imageId, ...all });
  count({ FailedScans: plan.failures.length, ...actCounts(reaction) });
  throwIfFailed(reaction);
  const state = { ...(unknown && { unknown }), ...(plan.pending > 0 && { pending: true }) };
  return { repositoryName, imageId, failed, ...state, told, tags };
}

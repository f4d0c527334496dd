import type { Capability } from '../../shared/actions/action.ts';
import { isOwner, ownerFile, ownerOf } from '../../shared/actions/owner.ts';
import { observing, standingOf } from '../../shared/actions/standing.ts';
import type { Ledger } from '../../shared/alerts/ledger.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { enforcedRulesOf } from '../../shared/steward/enforced-rules.ts';
import type { Session } from '../aws/clients.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { ledgerOf } from '../aws/steward.ts';
import { printAside } from '../print/print.ts';
import { asTyped } from '../program/as-typed.ts';
import { reasonOf } from '../program/failure.ts';

/** Which rules are looked at. */
export interface ObservingScope {
  capability: Capability;
  config: RegistryConfig;
  /** Where it is known already; default: that of the registry's owner. */
  ledger?: Ledger | undefined;
}

/**
 * Says beside the answer which rules only observe in the functions, until somebody lets them act. Whoever reads
 * may not be allowed to read that as well: the answer is right without it.
 */
export async function tellObserving(
  session: Session,
  options: GlobalOptions,
  scope: ObservingScope,
): Promise<void> {
  if (options.json || session.dryRun) return;
  try {
    const names = await observingIn(session, options, scope);
    if (names.length > 0) printAside(asTyped(lineOf(scope.capability, names), options));
  } catch (error) {
    printAside(`Whether these rules may act could not be read: ${reasonOf(error)}`);
  }
}

async function observingIn(
  session: Session,
  options: GlobalOptions,
  { capability, config, ledger }: ObservingScope,
): Promise<string[]> {
  const rules = enforcedRulesOf[capability](config);
  if (rules.length === 0) return [];
  const known = ledger ?? (await ownLedger(session, options));
  return known === undefined ? [] : observing(await standingOf(known, capability, rules));
}

/** Of a registry that is another's nothing of ours acts anyway; where no stack is deployed, nothing does. */
async function ownLedger(session: Session, { config }: GlobalOptions): Promise<Ledger | undefined> {
  const owner = await ownerOf(session.ecr);
  if (owner === undefined || !isOwner(owner, { file: ownerFile(config) })) return undefined;
  return ledgerOf(session, owner);
}

function lineOf(capability: Capability, names: readonly string[]): string {
  const [only] = names;
  const which = names.length === 1 ? `The rule ${only} only observes` : 'Rules only observe';
  const others = names.length === 1 ? '' : ` (${names.join(', ')})`;
  const until = names.length === 1 ? 'it is' : 'they are';
  return `${which}${others} until ${until} allowed: npx ecr-steward allow ${capability}`;
}

import type { Capability } from '../../shared/actions/action.ts';
import { isOwner, ownerFile, ownerOf } from '../../shared/actions/owner.ts';
import { whyPaused } from '../../shared/actions/permits/permits.ts';
import { observing, type Standing, standingOf } from '../../shared/actions/permits/standing.ts';
import type { Ledger } from '../../shared/alerts/ledger/ledger.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { enforcedRulesOf } from '../../shared/steward/enforced-rules.ts';
import { printAside } from '../print/print.ts';
import { asTyped } from '../program/as-typed.ts';
import { reasonOf } from '../program/failure.ts';
import type { Session } from './clients.ts';
import type { GlobalOptions } from './session.ts';
import { ledgerOf } from './steward.ts';

/** The rules to check. */
export interface ObservingScope {
  capability: Capability;
  config: RegistryConfig;
  /** Default: the ledger of the stack that owns the registry. */
  ledger?: Ledger | undefined;
}

/**
 * Prints on stderr which rules only observe in the functions, until they are allowed. A failure is printed too, and
 * does not change the answer: a caller without access to the ledger can still check and plan.
 */
export async function printObserving(
  session: Session,
  options: GlobalOptions,
  scope: ObservingScope,
): Promise<void> {
  if (options.json || session.dryRun) return;
  try {
    const standing = await standingIn(session, options, scope);
    if (standing) for (const line of linesOf(standing)) printAside(asTyped(line, options));
  } catch (error) {
    printAside(`note: cannot read whether these rules are enforced: ${reasonOf(error)}`);
  }
}

/** Undefined where no rule of this file can be enforced. */
async function standingIn(
  session: Session,
  options: GlobalOptions,
  { capability, config, ledger }: ObservingScope,
): Promise<Standing | undefined> {
  const rules = enforcedRulesOf[capability](config);
  if (rules.length === 0) return undefined;
  const known = ledger ?? (await ownLedger(session, options));
  return known && standingOf(known, capability, rules);
}

/** Undefined where another file owns the registry or no stack is deployed: then no rule of this file is enforced. */
async function ownLedger(session: Session, { config }: GlobalOptions): Promise<Ledger | undefined> {
  const owner = await ownerOf(session.ecr);
  if (owner === undefined || !isOwner(owner, { file: ownerFile(config) })) return undefined;
  return ledgerOf(session, owner);
}

function linesOf(standing: Standing): string[] {
  const { capability, paused } = standing;
  const names = observing(standing);
  return [
    ...(paused ? [whyPaused(capability, paused)] : []),
    ...(names.length > 0 ? [lineOf(capability, names)] : []),
  ];
}

function lineOf(capability: Capability, names: readonly string[]): string {
  const [only] = names;
  const which = names.length === 1 ? `The rule ${only} only observes` : 'Rules only observe';
  const others = names.length === 1 ? '' : ` (${names.join(', ')})`;
  const until = names.length === 1 ? 'it is' : 'they are';
  return `${which}${others} until ${until} allowed: npx ecr-steward allow ${capability}`;
}

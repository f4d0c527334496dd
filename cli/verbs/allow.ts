import type { Capability } from '../../shared/actions/action.ts';
import { capabilities } from '../../shared/actions/action.ts';
import { own } from '../../shared/actions/owner.ts';
import { consent, withdraw } from '../../shared/actions/permits/consent.ts';
import { isOpen, type Standing, standingOf } from '../../shared/actions/permits/standing.ts';
import type { Ledger } from '../../shared/alerts/ledger/ledger.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import { declaredPrefixes } from '../../shared/config/schema/prefix.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { countAffectedTags } from '../../shared/steward/affected-tags.ts';
import { enforcedRulesOf } from '../../shared/steward/enforced-rules.ts';
import type { Session } from '../aws/clients.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import {
  callerOf,
  inLedgerOf,
  placeOf,
  printPlace,
  type Steward,
  stewardOf,
} from '../aws/steward.ts';
import { printStanding, standingJson } from '../print/answers/standing.ts';
import { print, printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { type AskOptions, agreed } from '../program/agreed.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

export interface ConsentOptions extends GlobalOptions, AskOptions {
  /** The stack that is deployed from this file, where it has not marked the registry yet. */
  stack?: string;
}

export interface AllowOptions extends ConsentOptions {
  /** Only show which rules are enforced. */
  list?: boolean;
}

/** `ecr-steward allow [capability]`: has the rules of registry.yml enforced, as they are now. */
export function allow(name: Capability | undefined, options: AllowOptions): Promise<ExitCode> {
  const config = loadRegistryConfig(options.config);
  return inSteward(options, async (session, steward, ledger) => {
    const standings = await read(ledger, config, name);
    const open = standings.filter(isOpen);
    const asks = open.length > 0 && !options.list;
    const counts = asks ? await would(session, config, open) : new Map();
    if (!options.json) for (const standing of standings) printStanding(standing, counts);
    if (!asks) return answer(standings, options);
    printPlace(placeOf(session, steward), 'to enforce these rules', options);
    const those = open.map(({ capability }) => capability).join(', ');
    const final = [`The functions then enforce the rules of ${those}, within the limits`];
    if (!(await agreed({ asks, final, question: 'Enforce them?' }, options))) {
      return exitCodes.error;
    }
    await giveConsent(session, steward, ledger, open);
    if (!options.json) print(`${those}: allowed.`);
    return answer(await read(ledger, config, name), options);
  });
}

async function giveConsent(
  session: Session,
  { me }: Steward,
  ledger: Ledger,
  open: readonly Standing[],
): Promise<void> {
  // A dry run is of whoever runs it: the owner's stack is in the account.
  if (!session.dryRun) await own(session.ecr, me);
  const by = await callerOf(session);
  for (const { capability, rules } of open) {
    const texts = rules.map(({ rule }) => rule);
    await consent(ledger, capability, texts, by, new Date());
  }
}

/** `ecr-steward observe [capability]`: its rules only observe, until they are allowed again. */
export function observe(name: Capability | undefined, options: ConsentOptions): Promise<ExitCode> {
  const config = loadRegistryConfig(options.config);
  return inSteward(options, async (session, steward, ledger) => {
    printPlace(placeOf(session, steward), 'rules only observe from now on', options);
    const by = await callerOf(session);
    const chosen = name === undefined ? capabilities : [name];
    for (const capability of chosen) await withdraw(ledger, capability, by, new Date());
    if (!options.json) print(`${chosen.join(', ')}: only observe, until they are allowed again.`);
    answer(await read(ledger, config, name), options);
    return exitCodes.done;
  });
}

/** Calls `work` with the ledger of the named stack, or of the one that owns the registry. */
function inSteward(
  options: ConsentOptions,
  work: (session: Session, steward: Steward, ledger: Ledger) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withSession(options, async (session) => {
    const steward = await stewardOf(session, options);
    return inLedgerOf(steward.ledger, 'which rules are enforced', (it) =>
      work(session, steward, it),
    );
  });
}

function read(
  ledger: Ledger,
  config: RegistryConfig,
  name: Capability | undefined,
): Promise<Standing[]> {
  const chosen = name === undefined ? capabilities : [name];
  return Promise.all(chosen.map((it) => standingOf(ledger, it, enforcedRulesOf[it](config))));
}

/** How many tags each naming rule would act on. Other capabilities would need calls that cost more. */
async function would(
  session: Session,
  config: RegistryConfig,
  open: readonly Standing[],
): Promise<Map<string, number>> {
  if (!open.some(({ capability }) => capability === 'naming')) return new Map();
  const progress = startProgress('repositories checked:');
  const cachePrefixes = declaredPrefixes(config);
  const scope = { cachePrefixes, onRepository: progress.step };
  return countAffectedTags(session.ecr, config.naming, scope).finally(progress.end);
}

function answer(standings: readonly Standing[], options: GlobalOptions): ExitCode {
  if (options.json) printJson({ capabilities: standings.map(standingJson) });
  return standings.some(isOpen) ? exitCodes.found : exitCodes.done;
}

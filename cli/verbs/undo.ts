import type { Entry } from '../../shared/actions/audit-log.ts';
import { entry as readEntry } from '../../shared/actions/audit-log.ts';
import { boundOf } from '../../shared/actions/held.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import type { Undo } from '../../shared/steward/undo/action.ts';
import { doneAgain } from '../../shared/steward/undo/done-again.ts';
import { planUndo } from '../../shared/steward/undo/undo.ts';
import type { Session } from '../aws/clients.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import {
  gateOf,
  inLedgerOf,
  placeOf,
  printPlace,
  type Steward,
  stewardOf,
} from '../aws/steward.ts';
import { timeOf } from '../print/answers/history.ts';
import { paint, print, printAside, printJson, visible } from '../print/print.ts';
import { type AskOptions, agreed } from '../program/agreed.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

export interface UndoOptions extends GlobalOptions, AskOptions {}

/** `ecr-steward undo ID`: undoes an action, as far as ECR allows it. */
export function undo(id: string, options: UndoOptions): Promise<ExitCode> {
  return withSession(options, async (session) => {
    const steward = await stewardOf(session, options);
    const found = await inLedgerOf(steward.ledger, 'the audit log', (it) => readEntry(it, id));
    if (found === undefined) throw new NoEntryError(id);
    return undoEntry(session, steward, found, options);
  });
}

/** Prints what undo changes, asks, and does it. */
export async function undoEntry(
  session: Session,
  steward: Steward,
  entry: Entry,
  options: UndoOptions,
): Promise<ExitCode> {
  const planned = await planUndo(session.ecr, entry);
  if (planned.state === 'refused') throw new RefusedError(entry, planned.why);
  if (planned.state === 'nothing') {
    if (options.json) printJson({ id: entry.id, state: 'nothing', why: planned.why });
    else print(`Nothing to do: ${planned.why}.`);
    return exitCodes.done;
  }
  if (!options.json) printUndo(entry, planned);
  await warnOfAgain(session, steward, entry, planned, options);
  printPlace(placeOf(session, steward), 'to undo this', options);
  const { final = [] } = planned;
  if (!(await agreed({ asks: true, final, question: 'Undo it?' }, options))) {
    return exitCodes.error;
  }
  return perform(session, steward, planned, options);
}

/** What is undone may be done again: so before the question. */
async function warnOfAgain(
  { ecr }: Session,
  { ledger }: Steward,
  entry: Entry,
  { action }: Extract<Undo, { state: 'ready' }>,
  options: UndoOptions,
): Promise<void> {
  if (ledger === undefined) return;
  const config = loadRegistryConfig(options.config);
  for (const { capability, rule, again } of await doneAgain(
    { ecr, ledger, config },
    entry,
    action,
  )) {
    printAside(
      `The rule "${visible(rule)}" of ${capability} is enforced, and ${again}. ` +
        `To prevent that: npx ecr-steward observe ${capability}, or change the rule.`,
    );
  }
}

async function perform(
  session: Session,
  steward: Steward,
  { action, work }: Extract<Undo, { state: 'ready' }>,
  options: UndoOptions,
): Promise<ExitCode> {
  // A pause is for rules: what they have done can be repaired meanwhile.
  const gate = await gateOf(session, steward, loadRegistryConfig(options.config), true);
  const performed = await gate.perform(action, work);
  if (performed.state === 'observed') throw new StewardError(performed.why);
  if (performed.state === 'held') {
    printAside(`error: held back. ${boundOf(performed)}`);
    return exitCodes.error;
  }
  await gate.notified([performed.id]);
  const { id, result } = performed;
  if (options.json) printJson({ id, state: 'done', outcome: result.outcome, action });
  else print(`${paint('green', result.outcome)} ${action.target} (to undo this: undo ${id})`);
  return exitCodes.done;
}

function printUndo({ at, by, rule, what, target }: Entry, { lines }: { lines: string[] }): void {
  const name = visible(rule);
  print(`${timeOf(at)} ${target}: ${what}, by ${by} (rule: ${name}). To undo it:`);
  // Policies may contain control characters.
  for (const line of lines) print(`  ${visible(line)}`);
}

/** Of what was given as an id. */
const MOST_CHARACTERS = 60;

export class NoEntryError extends StewardError {
  override name = 'NoEntryError' as const;

  constructor(id: string) {
    const short = id.length > MOST_CHARACTERS ? `${id.slice(0, MOST_CHARACTERS)}…` : id;
    super(`the audit log has no action ${short}: npx ecr-steward history shows all ids`);
  }
}

/** An action cannot be undone: nothing was changed. */
export class RefusedError extends StewardError {
  override name = 'RefusedError' as const;

  constructor({ target, what }: Entry, why: string) {
    super(`"${what}" of ${target} cannot be undone: ${why}`);
  }
}

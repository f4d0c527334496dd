import type { Capability } from '../../shared/actions/action.ts';
import { capabilities } from '../../shared/actions/action.ts';
import { ownerOf } from '../../shared/actions/owner.ts';
import { pause as stop, resume as unpause } from '../../shared/actions/permits/pause.ts';
import { minuteOf, type Pause } from '../../shared/actions/permits/permits.ts';
import type { Ledger } from '../../shared/alerts/ledger/ledger.ts';
import { accountIn } from '../../shared/runtime/caller.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { callerOf, inLedgerOf, ledgerOf } from '../aws/steward.ts';
import { print, printJson, visible } from '../print/print.ts';
import { asTyped } from '../program/as-typed.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

export interface ResumeOptions extends GlobalOptions {
  /** The stack that is paused; default: the one that owns the registry, of whichever file. */
  stack?: string;
}

export interface PauseOptions extends ResumeOptions {
  reason: string;
}

/**
 * `ecr-steward pause [capability]`: stops all actions, also of a function that is running. It reads neither registry.yml
 * nor, with --stack, the registry: it works while these are broken.
 */
export function pause(name: Capability | undefined, options: PauseOptions): Promise<ExitCode> {
  const { reason } = options;
  return inStack(options, async ({ ledger, by, place }) => {
    const chosen = name === undefined ? capabilities : [name];
    const now = new Date();
    const before = await stop(ledger, chosen, { by, reason }, now);
    if (options.json) {
      const at = now.toISOString();
      const paused = chosen.map((it) => ({
        capability: it,
        by,
        at,
        reason,
        before: before.get(it),
      }));
      printJson({ ...place, paused });
      return exitCodes.done;
    }
    printPlace(place, `${chosen.join(', ')}: paused.`);
    printPauses(before, 'was paused before');
    const resume = `npx ecr-steward resume${name === undefined ? '' : ` ${name}`}`;
    print(
      'A function that is running stops within 30 seconds, after the action that it has begun.',
    );
    print(asTyped(`To enforce the rules again: ${resume}`, options));
    return exitCodes.done;
  });
}

/** `ecr-steward resume [capability]`: ends pauses, so that the allowed rules are enforced again. */
export function resume(name: Capability | undefined, options: ResumeOptions): Promise<ExitCode> {
  return inStack(options, async ({ ledger, by, place }) => {
    const chosen = name === undefined ? capabilities : [name];
    const ended = await unpause(ledger, chosen, by, new Date());
    if (options.json) {
      const resumed = [...ended].map(([capability, it]) => ({ capability, paused: it }));
      printJson({ ...place, resumed });
      return exitCodes.done;
    }
    const names = [...ended.keys()].join(', ');
    printPlace(place, names === '' ? 'nothing was paused.' : `${names}: resumed.`);
    printPauses(ended, 'was paused');
    return exitCodes.done;
  });
}

interface InStack {
  ledger: Ledger;
  /** The ARN of the caller. */
  by: string;
  place: { account: string; region: string; stack: string };
}

function inStack(
  options: ResumeOptions,
  work: (of: InStack) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (options.registry !== undefined) {
    throw new StewardError('--registry is a dry run, which has no functions to pause or to resume');
  }
  return withSession(options, async (session) => {
    const { stack, config: file } = options;
    const owner = stack === undefined ? await ownerOf(session.ecr) : { stack, file };
    const found = await ledgerOf(session, owner);
    return inLedgerOf(found, 'what is paused', async (ledger) => {
      const by = await callerOf(session);
      const region = await session.ecr.config.region();
      const place = { account: accountIn(by), region, stack: owner?.stack ?? '' };
      return work({ ledger, by, place });
    });
  });
}

function printPlace({ account, region, stack }: InStack['place'], what: string): void {
  print(`In account ${account}, region ${region}, stack ${stack}: ${what}`);
}

function printPauses(pauses: ReadonlyMap<Capability, Pause>, was: string): void {
  for (const [capability, { by, at, reason }] of pauses) {
    print(`  ${capability} ${was}, by ${by} since ${minuteOf(at)}: ${visible(reason)}`);
  }
}

import { type Activated, activate } from '../../../shared/config/active/activate.ts';
import { announce } from '../../../shared/config/active/announce.ts';
import { type Current, currentOf, isActive } from '../../../shared/config/active/current.ts';
import type { Version } from '../../../shared/config/active/item.ts';
import { neededMore } from '../../../shared/config/stack-parameters/more.ts';
import { accountIn } from '../../../shared/runtime/caller.ts';
import type { Session } from '../../aws/clients.ts';
import { callerOf } from '../../aws/steward.ts';
import { changesBetween, printActivated, printChanges } from '../../print/answers/config.ts';
import { print, printAside, printJson } from '../../print/print.ts';
import { type AskOptions, agreed } from '../../program/agreed.ts';
import { type ExitCode, exitCodes } from '../../program/exit-codes.ts';
import { reasonOf } from '../../program/failure.ts';
import type { InStack, InStackOptions } from './in-stack.ts';

/** A registry.yml that was checked. */
export interface Candidate {
  source: string;
  /** Its path as the owner mark names it. */
  file: string;
  /** What it is called in the answer. */
  name: string;
  restores?: number;
}

/** Shows what would change, asks, activates it and sends the event. */
export async function activateAfterAsking(
  of: InStack,
  candidate: Candidate,
  options: InStackOptions & AskOptions,
): Promise<ExitCode> {
  const current = await currentOf(of.table);
  const by = await callerOf(of.session);
  const place = await placeOf(of, by);
  const changes = changesBetween(current, candidate);
  if (!isActive(current, candidate)) {
    if (!options.json) printChanges(place, candidate.name, { current, changes }, options);
    noteWhatStackMayLack(current, candidate);
    const question = 'Make it active?';
    if (!(await agreed({ asks: true, final: [], question }, options))) return exitCodes.error;
  }
  const { source, file, restores } = candidate;
  const activation = { source, file, by, restores, seen: numberOf(current) };
  const activated = await activate(of.table, activation, new Date());
  const announced = activated.unchanged || (await hasAnnounced(of, activated.version));
  if (options.json) printJson({ ...place, ...answerOf(activated), changes, announced });
  else printActivated(place, activated, options);
  return exitCodes.done;
}

function noteWhatStackMayLack({ version, source }: Current, candidate: Candidate): void {
  if (version === undefined || source === undefined) return;
  const more = neededMore(candidate.source, source);
  if (more.length === 0) return;
  printAside(
    `note: it needs more of the stack than version ${version.version}: ${more.join(', ')}. Unless the stack has that ` +
      'already, run npm run deploy instead, which also makes it active',
  );
}

function numberOf({ version }: Current): number {
  return version?.version ?? 0;
}

async function placeOf({ session, stack }: InStack, by: string) {
  return { account: accountIn(by), region: await session.ecr.config.region(), stack };
}

function answerOf({ version, before, unchanged }: Activated) {
  return { ...version, unchanged, ...(before && { before: before.version }) };
}

/** It is active without the event, too: what the event would start comes with the next scheduled runs. */
async function hasAnnounced({ session, stack }: InStack, version: Version): Promise<boolean> {
  const eventbridge = await eventBridgeOf(session);
  try {
    await announce(eventbridge, stack, version);
    return true;
  } catch (error) {
    print();
    printAside(
      `note: ${reasonOf(error)}. Settings of repositories follow at night. Cache rules follow within six hours`,
    );
    return false;
  } finally {
    eventbridge.destroy();
  }
}

async function eventBridgeOf({ settings }: Session) {
  const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
  const { recordingCalls } = await import('../../../shared/runtime/called.ts');
  return recordingCalls(new EventBridgeClient(settings));
}

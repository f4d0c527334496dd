import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SNSClient } from '@aws-sdk/client-sns';
import { explained } from '../../runtime/explain.ts';
import { logger } from '../../runtime/logger.ts';
import type { Notice } from '../alert.ts';
import { each } from '../each.ts';
import type { OwnerOf } from '../owners.ts';
import { putEvents } from './events.ts';
import { gather, messageOf } from './message.ts';
import { type Destination, publish } from './publish.ts';

const OWNERS_AT_A_TIME = 32;

/** Where alerts go. */
export interface Routes {
  /** For alerts without an owner who has a topic, and for those that could not be sent to another topic. */
  main: Destination;
  /** By the value of the owner tag of a repository. */
  owners: ReadonlyMap<string, Destination>;
  /** Topics that get a copy of every alert. */
  copies: readonly Destination[];
}

/** What sends alerts. */
export interface Senders {
  sns: SNSClient;
  eventbridge: EventBridgeClient;
  ownerOf: OwnerOf;
}

/**
 * Sends alerts to the topics of their owners, to the main topic and to the copies, and puts them as events. What
 * cannot be sent to a topic of an owner goes to the main topic; the message says so, and names a failed copy or
 * failed events. So nothing is lost unless the main topic fails.
 *
 * @returns what could not be sent, and the first error.
 */
export async function deliver(
  senders: Senders,
  routes: Routes,
  notices: readonly Notice[],
): Promise<{ unsent: Notice[]; error?: unknown }> {
  const words: string[] = [];
  const known = await withOwners(senders, routes, notices, words);
  await orSay(words, 'could not be published as an event', () =>
    putEvents(senders.eventbridge, known),
  );
  for (const copy of routes.copies) {
    await orSay(words, `could not be sent to ${copy.topicArn}`, () =>
      send(senders.sns, copy, known),
    );
  }
  const toMain: Notice[] = [];
  for (const [owner, theirs] of Map.groupBy(known, (notice) => notice.owner)) {
    const route = owner === undefined ? undefined : routes.owners.get(owner);
    const failed = `could not be sent to ${owner} at ${route?.topicArn}, and comes here instead`;
    const sent = route && (await orSay(words, failed, () => send(senders.sns, route, theirs)));
    if (!sent) toMain.push(...theirs);
  }
  return sendToMain(senders.sns, routes.main, { notices: toMain, words, all: known });
}

/** With the words, even where no notice is for the main topic. */
async function sendToMain(
  sns: SNSClient,
  main: Destination,
  { notices, words, all }: { notices: readonly Notice[]; words: readonly string[]; all: Notice[] },
): Promise<{ unsent: Notice[]; error?: unknown }> {
  const sending = notices.length > 0 || words.length === 0 ? notices : all;
  const unsent: Notice[] = [];
  let error: unknown;
  for (const group of gather(sending)) {
    try {
      await publish(sns, main, messageOf(group, words));
    } catch (thrown) {
      error ??= thrown;
      unsent.push(...group);
    }
  }
  return { unsent, ...(error !== undefined && { error }) };
}

async function send(sns: SNSClient, destination: Destination, notices: readonly Notice[]) {
  for (const group of gather(notices)) await publish(sns, destination, messageOf(group));
}

/** Does something optional. Where it fails, the message says so. */
async function orSay(
  words: string[],
  failed: string,
  action: () => Promise<void>,
): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    logger.error('Alert not sent everywhere', { failed, error });
    words.push(`This ${failed}: ${explained(error)}`);
    return false;
  }
}

/** Looks up owners, where any has a topic: each repository once. */
async function withOwners(
  { ownerOf }: Senders,
  { owners }: Routes,
  notices: readonly Notice[],
  words: string[],
): Promise<Notice[]> {
  if (owners.size === 0) return [...notices];
  const names = new Set(notices.flatMap(({ alert }) => alert.where.repository ?? []));
  const found = new Map<string, string>();
  await orSay(words, 'may belong to an owner who could not be looked up', () =>
    each(
      [...names],
      async (repository) => {
        const owner = await ownerOf(repository);
        if (owner !== undefined) found.set(repository, owner);
      },
      OWNERS_AT_A_TIME,
    ),
  );
  return notices.map((notice) => {
    const owner = found.get(notice.alert.where.repository ?? '');
    return owner === undefined ? notice : { ...notice, owner };
  });
}

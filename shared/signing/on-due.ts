import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { type Due, doneDue, noteAllDue } from '../actions/due.ts';
import { longestDue } from '../actions/longest-due.ts';
import { each } from '../alerts/each.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { needingLedger } from '../alerts/ledger/unreachable.ts';
import type { Notifier } from '../alerts/notifier.ts';
import { isReferrer, tagsOfPushers } from '../registry/manifests/referrers.ts';
import { imagesOf, type RegistryImage } from '../registry/read.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { type Unsigned, unsignedAlert } from './alert.ts';
import type { Signing } from './rules.ts';
import { judge, signingOf } from './status.ts';

export interface SigningRun {
  ecr: ECRClient;
  signing: Signing;
  ledger: Ledger;
  notifier: Notifier;
}

/** Images that one run looks at, a call for each, for which AWS publishes no rate; the next one continues. */
const MOST_IMAGES = 1000;

const IMAGES_AT_A_TIME = 8;

/** What has become of an image that was due. */
interface Looked {
  due: Due;
  unsigned?: Unsigned;
  /** When to look again. */
  nextAt?: Date | undefined;
  error?: Error;
}

/**
 * Looks whether images that are due have been signed, reports those that were not, and resolves the alerts on those that
 * are by now, or are gone. Costs one query where nothing is due.
 *
 * @param until - Milliseconds since 1970: no image is looked at after it.
 * @throws the first error of what could not be read, after all others were looked at; it stays due.
 */
export async function onDueSigning(with_: SigningRun, until: number): Promise<object> {
  const { ledger, notifier } = with_;
  const began = new Date();
  const { due, all } = await needingLedger(notifier, () =>
    longestDue(ledger, 'signing', began, MOST_IMAGES),
  );
  if (due.length === 0) return { lookedAt: 0 };
  const byRepository = Map.groupBy(due, ({ repository }) => repository);
  const looked: Looked[] = [];
  for (const [repository, those] of byRepository) {
    if (Date.now() >= until) break;
    looked.push(...(await lookIn(with_, repository, those, began)));
  }
  return settle(with_, { looked, began, all });
}

async function lookIn(
  { ecr, signing }: SigningRun,
  repository: string,
  due: readonly Due[],
  now: Date,
): Promise<Looked[]> {
  // One without a rule any more needs no signature.
  if (!signing.mayApply(repository)) return due.map((it) => ({ due: it }));
  try {
    const digests = due.map(({ digest }) => digest);
    const found = new Map(
      (await imagesOf(ecr, repository, digests)).map((it) => [it.imageDigest, it]),
    );
    const profiles = signing.profilesFor(repository);
    const look = async (it: Due): Promise<Looked> => {
      const image = found.get(it.digest);
      if (image === undefined || isReferrer(image)) return { due: it };
      return { due: it, ...(await lookAt(ecr, profiles, { repository, image, now })) };
    };
    return await pMap(due, look, { concurrency: IMAGES_AT_A_TIME });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return due.map((it) => ({ due: it, error, nextAt: now }));
  }
}

async function lookAt(
  ecr: ECRClient,
  profiles: readonly string[],
  { repository, image, now }: { repository: string; image: RegistryImage; now: Date },
): Promise<Omit<Looked, 'due'>> {
  const { imageDigest: digest, imagePushedAt = now } = image;
  const [tag] = tagsOfPushers(image);
  const statuses = await signingOf(ecr, repository, digest);
  if (statuses === undefined) return {};
  const times = { pushedAt: imagePushedAt.getTime(), now: now.getTime() };
  const { missing, nextAt } = judge(statuses, profiles, times);
  if (missing.length === 0) return { nextAt };
  return { nextAt, unsigned: { repository, digest, tag, missing } };
}

async function settle(
  { ledger, notifier }: SigningRun,
  { looked, began, all }: { looked: readonly Looked[]; began: Date; all: number },
): Promise<object> {
  const alerts = looked.flatMap(({ unsigned }) => (unsigned ? [unsignedAlert(unsigned)] : []));
  await notifier.notify(alerts);
  const read = looked.filter(({ error }) => error === undefined).map(({ due }) => keyOf(due));
  const seen = new Set(read);
  const covers = ({ repository = '', digest = '' }) => seen.has(keyOf({ repository, digest }));
  await notifier.resolve({ kinds: ['image.unsigned'], began, covers }, alerts);
  const again = looked.flatMap(({ due, nextAt }) => (nextAt ? [{ ...due, dueAt: nextAt }] : []));
  await noteAllDue(ledger, again);
  const done = looked.filter(({ nextAt }) => nextAt === undefined);
  await each(done, async ({ due }) => void (await doneDue(ledger, due)));
  const result = { lookedAt: looked.length, left: all - looked.length, unsigned: alerts.length };
  logger.info('Signatures of images that were due checked', result);
  count({ UnsignedImages: alerts.length });
  const failed = looked.find(({ error }) => error !== undefined);
  if (failed?.error) throw failed.error;
  return result;
}

function keyOf({ repository, digest }: Pick<Due, 'repository' | 'digest'>): string {
  return `${repository}@${digest}`;
}

import type { Gate } from '../actions/gate.ts';
import { notifyUnsent } from '../actions/unsent.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import type { Store } from '../runtime/store/store.ts';
import { readUseRecord, type UseRecord, writeUseRecord } from '../use/record.ts';
import { usesByRepository } from '../use/uses.ts';
import type { Done, Walked } from '../walk/visitor.ts';
import {
  archivedCause,
  coveredByUses,
  type LookedUp,
  missingUseAlert,
  unknownUsesAlert,
} from './alert.ts';
import { nameOf, noteLooked } from './look.ts';
import { lastSeen, mergedRecord } from './merge.ts';
import { areThere, type MissingUse, missingOfGone, stillMissing } from './missing.ts';
import { sumOf, type UsagePart } from './part.ts';

export interface UsageVisiting {
  use: RegistryConfig['use'];
  gate: Gate;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  ledger: Ledger;
  /** Where the record of uses is kept. */
  store: Store;
}

/** Writes the record of uses, sends the alerts on what is missing or not known, and resolves what is neither. */
export async function doneWith(
  { notifier, ledger, store }: UsageVisiting,
  walked: Walked<UsagePart>,
): Promise<Done> {
  const { ecr, registry, began, cacheRules } = walked;
  const { images, unknown } = await walked.uses();
  const sum = await sumOf(walked.parts());
  const before = await readUseRecord(store, registry);
  const missing = await missingOf(walked, sum);
  const record = mergedRecord(before, {
    ...{ at: began.toISOString(), images: sum.images, missing, unknown },
    hasSeen: walked.hasSeen,
  });
  // A walk that began later has written its own.
  if (before === undefined || before.at <= record.at) await writeUseRecord(store, registry, record);
  const cachePrefixes = cacheRules.map((rule) => rule.ecrRepositoryPrefix);
  const found = [
    ...(await lookedUp(ecr, missing, before)).map((it) =>
      missingUseAlert(it, { ...registry, cachePrefixes }),
    ),
    ...unknown.map(unknownUsesAlert),
  ];
  const notified = sum.notified + (await notifier.notify(found));
  const stands = sum.archived.map(({ repository, digest }) => ({
    cause: { id: archivedCause(repository, digest), windowSeconds: 0 },
  }));
  await notifier.resolve(coveredByUses(unknown, walked), [...stands, ...found]);
  await notifyUnsent(ledger, notifier.notify, 'usage');
  const looked = {
    lookedAt: images.length,
    notAllOf: unknown.map(({ source, why }) => `${source}: ${why}`),
    archived: sum.archived.map(nameOf),
    ...{ restored: sum.restored, missing: missing.length, notified },
  };
  return { result: noteLooked(looked) };
}

async function missingOf(walked: Walked<UsagePart>, sum: UsagePart): Promise<MissingUse[]> {
  const seen = new Set(sum.seen);
  const byRepository = usesByRepository(await walked.uses());
  const gone = [...byRepository].filter(([name]) => !seen.has(name) && walked.hasSeen(name));
  return [
    ...(await stillMissing(walked.ecr, sum.missing)),
    ...(await missingOfGone(walked.ecr, new Map(gone))),
  ];
}

/** An image may be there still, without the tag that is in use. */
async function lookedUp(
  ecr: Walked['ecr'],
  missing: readonly MissingUse[],
  record: UseRecord | undefined,
): Promise<LookedUp[]> {
  const all = missing.map((it) => ({ ...it, last: lastSeen(record, it) }));
  const wanted = all.flatMap(({ repository, imageId, last }) =>
    last && 'imageTag' in imageId ? { repository, digest: last.digest } : [],
  );
  const there = await areThere(ecr, wanted);
  return all.map((it) => ({
    ...it,
    isThere: it.last !== undefined && there.has(nameOf(it.last)),
  }));
}

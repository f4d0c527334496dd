import { identify, type RegistryIdentity } from '../../shared/registry/identity.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { type UsageReport, usageReport } from '../../shared/usage/report.ts';
import { usesReading } from '../../shared/use/reading.ts';
import { readUseRecord, type UseRecord } from '../../shared/use/record.ts';
import type { Session } from '../aws/clients.ts';
import { type PlacesOrStack, storeOf, storeOfStack } from '../aws/inventory-store.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { printFailures, printUsage } from '../print/answers/usage.ts';
import { printAside, printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { reasonOf } from '../program/failure.ts';
import { requireName } from '../program/repositories.ts';
import { configForInventory } from './inventory/keep.ts';

/** `ecr-steward usage [repository...]`: which images run, where, and which of them are archived or missing. */
export function usage(names: string[], options: GlobalOptions & PlacesOrStack): Promise<ExitCode> {
  if (options.registry !== undefined) throw new StewardError(notOfSnapshots);
  names.forEach(requireName);
  const config = configForInventory(options.config);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const { ecr, settings } = session;
    const registry = await identify(ecr);
    const record = await recordOf(session, registry, options);
    const reading = { ...config.use, registry: async () => registry };
    const uses = await usesReading(reading, settings)();
    const progress = startProgress('repositories read:');
    const scope = { names, onRepository: progress.step };
    const report = await usageReport(ecr, uses, scope, record).finally(progress.end);
    if (options.json) printJson(report);
    else printUsage(report);
    printFailures(report);
    return verdict(report);
  });
}

/** The record says since when, and nothing else: where it is not named and cannot be read, the answer is without. */
async function recordOf(
  session: Session,
  registry: RegistryIdentity,
  options: PlacesOrStack,
): Promise<UseRecord | undefined> {
  const named = storeOf(session, options);
  if (named) return readUseRecord(named, registry);
  try {
    const store = await storeOfStack(session, options);
    return store && (await readUseRecord(store, registry));
  } catch (error) {
    if (options.stack !== undefined) throw error;
    printAside(`note: cannot read since when images are in use: ${reasonOf(error)}`);
    return undefined;
  }
}

/** What could not be read is an error, also where all else is in the answer: an image may run without being in it. */
function verdict({ archived, missing, unknown, unread }: UsageReport): ExitCode {
  if (unknown.length + unread.length > 0) return exitCodes.error;
  return archived.length + missing.length > 0 ? exitCodes.found : exitCodes.done;
}

const notOfSnapshots =
  'a snapshot does not say what runs: leave out --registry, and read the account';

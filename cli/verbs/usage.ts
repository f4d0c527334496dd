import { identify } from '../../shared/registry/identity.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { type UsageReport, usageReport } from '../../shared/usage/report.ts';
import { usesReading } from '../../shared/use/reading.ts';
import { readUseRecord } from '../../shared/use/record.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { printUsage } from '../print/usage.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { requireName } from '../program/repositories.ts';
import { configForInventory, type Places, storeOf } from './inventory/keep.ts';

/** `ecr-steward usage [repository...]`: which images run, where, and which of them are archived or missing. */
export function usage(names: string[], options: GlobalOptions & Places): Promise<ExitCode> {
  if (options.registry !== undefined) throw new StewardError(notOfSnapshots);
  names.forEach(requireName);
  const config = configForInventory(options.config);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const { ecr, settings } = session;
    const registry = await identify(ecr);
    const store = storeOf(session, options);
    const record = store && (await readUseRecord(store, registry));
    const reading = { ...config.use, registry: async () => registry };
    const uses = await usesReading(reading, settings)();
    const progress = startProgress('repositories read:');
    const scope = { names, onRepository: progress.step };
    const report = await usageReport(ecr, uses, scope, record).finally(progress.end);
    if (options.json) printJson(report);
    else printUsage(report);
    return verdict(report);
  });
}

function verdict({ archived, missing, unknown, unread }: UsageReport): ExitCode {
  if (unknown.length + unread.length > 0) return exitCodes.error;
  return archived.length + missing.length > 0 ? exitCodes.found : exitCodes.done;
}

const notOfSnapshots =
  'a snapshot does not say what runs: leave out --registry, and read the account';

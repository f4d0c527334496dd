import { withParents } from '../../shared/scanning/parents.ts';
import { planForRegistry } from '../../shared/scanning/plan-registry.ts';
import { compileScanning } from '../../shared/scanning/rules.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { printScan, scanJson } from '../print/scan.ts';
import { tellUndeclared } from '../print/undeclared.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { namesFor } from '../program/repositories.ts';
import { tellObserving } from './observing.ts';

/** `ecr-steward scan [repository...]`: holds what scans have found against the rules. */
export async function scan(names: string[], options: GlobalOptions): Promise<ExitCode> {
  const config = loadConfig(options);
  if (tellUndeclared(options, 'scanning', config.scanning.rules)) return exitCodes.done;
  const scanning = compileScanning(config.scanning);
  return withSession(options, async (session) => {
    const { ecr } = session;
    const named = await namesFor(ecr, names);
    const progress = startProgress('images looked at:');
    const scope = { names: named, onRepository: progress.step };
    const looked = await planForRegistry(ecr, scanning, scope).finally(progress.end);
    const plan = { ...looked, failures: await withParents(ecr, looked.failures) };
    if (options.json) printJson(scanJson(plan));
    else printScan(plan);
    await tellObserving(session, options, { capability: 'scanning', config });
    // Only what is known to be right is done: what nobody knows, or not yet, is not clean.
    const found = plan.failures.length + plan.unknown.length + plan.pending;
    return found > 0 ? exitCodes.found : exitCodes.done;
  });
}

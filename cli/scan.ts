import { loadRegistryConfig } from '../shared/config/load.ts';
import { StewardError } from '../shared/runtime/errors.ts';
import { withParents } from '../shared/scanning/parents.ts';
import { compileScanning } from '../shared/scanning/rules.ts';
import { planForRegistry } from '../shared/scanning/sweep.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { tellObserving } from './observing.ts';
import { printJson } from './print.ts';
import { printScan, scanJson } from './print-scan.ts';
import { startProgress } from './progress.ts';
import { type GlobalOptions, withSession } from './session.ts';

/** `ecr-steward scan [repository...]`: holds what scans have found against the rules. */
export function scan(names: string[], options: GlobalOptions): Promise<ExitCode> {
  const config = loadRegistryConfig(options.config);
  if (config.scanning.rules.length === 0) {
    const example = 'scanning: {rules: [{rule: nothing critical, fail: {critical: 0}}]}';
    throw new StewardError(
      `${options.config} has no rules in scanning: say there what is too much, such as ${example}`,
    );
  }
  const scanning = compileScanning(config.scanning);
  return withSession(options, async (session) => {
    const { ecr } = session;
    const progress = startProgress('images looked at:');
    const scope = { names, onRepository: progress.step };
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

import { withParents } from '../../shared/scanning/parents.ts';
import { planForRegistry } from '../../shared/scanning/plan-registry.ts';
import { compileScanning } from '../../shared/scanning/rules.ts';
import { withUses } from '../../shared/scanning/with-uses.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { usesOf } from '../aws/uses.ts';
import { printScan, scanJson } from '../print/answers/scan.ts';
import { printUndeclared } from '../print/answers/undeclared.ts';
import { scanMarkdown } from '../print/markdown/scan.ts';
import { printJson, printWhole } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { placesIn } from '../print/sarif/place.ts';
import { scanSarif } from '../print/sarif/scan.ts';
import { loadWithSource } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import type { FormatOptions } from '../program/format.ts';
import { namesFor } from '../program/repositories.ts';

export type ScanOptions = GlobalOptions & FormatOptions<'text' | 'json' | 'markdown' | 'sarif'>;

/** `ecr-steward scan [repository...]`: checks the findings of image scans against the rules. */
export async function scan(names: string[], options: ScanOptions): Promise<ExitCode> {
  const { config, source } = loadWithSource(options);
  if (printUndeclared(options, 'scanning', config.scanning.rules)) return exitCodes.done;
  const scanning = compileScanning(config.scanning);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const { ecr } = session;
    const named = await namesFor(ecr, names);
    const progress = startProgress('images checked:');
    const uses = await usesOf(session, config);
    const scope = { names: named, onRepository: progress.step, uses };
    const planned = await planForRegistry(ecr, scanning, scope).finally(progress.end);
    const isAsked = config.scanning.rules.some(({ inUse }) => inUse);
    const unknownUses = isAsked ? uses.unknown : [];
    const failures = withUses(await withParents(ecr, planned.failures), uses);
    const plan = { ...planned, failures };
    if (options.json) printJson({ ...scanJson(plan), unknownUses: uses.unknown });
    else if (options.format === 'markdown') printWhole(scanMarkdown(plan, unknownUses, options));
    else if (options.format === 'sarif') {
      const places = placesIn(options.config, source);
      printJson(scanSarif(plan, unknownUses, config.scanning, places));
    } else printScan(plan, unknownUses);
    await printObserving(session, options, { capability: 'scanning', config });
    // An image without a scan result, or without one yet, is not known to pass.
    const found = plan.failures.length + plan.unknown.length + plan.pending;
    return found > 0 ? exitCodes.found : exitCodes.done;
  });
}

import { declaredPrefixes } from '../../shared/config/schema/prefix.ts';
import type { NamingConfig } from '../../shared/config/schema/schema.ts';
import { type NamingPlan, planForRegistry } from '../../shared/naming/plan.ts';
import { compileNaming } from '../../shared/naming/rules.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import type { WhilePausedOption } from '../aws/steward.ts';
import { printCheck, printWouldEnforce } from '../print/answers/check.ts';
import { printUndeclared } from '../print/answers/undeclared.ts';
import { checkMarkdown } from '../print/markdown/check.ts';
import { printJson, printWhole } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { checkSarif } from '../print/sarif/check.ts';
import { placesIn } from '../print/sarif/place.ts';
import type { AskOptions } from '../program/agreed.ts';
import { loadWithSource } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import type { FormatOptions } from '../program/format.ts';
import { namesFor } from '../program/repositories.ts';

export interface CheckOptions
  extends GlobalOptions,
    AskOptions,
    WhilePausedOption,
    FormatOptions<'text' | 'json' | 'markdown' | 'sarif'> {
  json?: boolean;
  /** Quarantine and delete tags, not only report. */
  enforce?: boolean;
}

/** `ecr-steward check [repository...]`: checks every repository and tag against the naming rules. */
export async function check(names: string[], options: CheckOptions): Promise<ExitCode> {
  refuseToEnforce(options);
  const { config, source } = loadWithSource(options);
  const { reserved, repositories, tags } = config.naming;
  const declared = [...reserved, ...repositories, ...tags];
  if (printUndeclared(options, 'naming', declared)) return exitCodes.done;
  const naming = compileNaming(config.naming);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const named = await namesFor(session.ecr, names);
    const progress = startProgress('repositories checked:');
    const cachePrefixes = declaredPrefixes(config);
    const scope = { names: named, cachePrefixes, onRepository: progress.step };
    const plan = await planForRegistry(session.ecr, naming, scope).finally(progress.end);
    if (isText(options)) printCheck(plan);
    if (options.enforce) {
      // Only --enforce has to load it.
      const { enforceAndPrint } = await import('./enforce/check.ts');
      return enforceAndPrint(session, plan, config, options);
    }
    printAnswer(plan, config.naming, source, options);
    await printObserving(session, options, { capability: 'naming', config });
    return plan.violations.length > 0 ? exitCodes.found : exitCodes.done;
  });
}

function isText({ json, format = 'text' }: CheckOptions): boolean {
  return !json && format === 'text';
}

/** In the form that was asked for; of a text, the rest. */
function printAnswer(
  plan: NamingPlan,
  config: NamingConfig,
  source: string,
  options: CheckOptions,
): void {
  if (options.json) printJson({ checked: plan.checked, violations: plan.violations });
  else if (options.format === 'markdown') {
    printWhole(checkMarkdown(plan, options));
  } else if (options.format === 'sarif') {
    printJson(checkSarif(plan, config, placesIn(options.config, source)));
  } else printWouldEnforce(plan);
}

/** What was done has an outcome for each tag, which these formats have no place for. */
function refuseToEnforce({ enforce, format }: CheckOptions): void {
  if (!enforce || (format !== 'markdown' && format !== 'sarif')) return;
  throw new StewardError(
    `--enforce prints what it does as text or JSON: leave out --format ${format}, or --enforce`,
  );
}

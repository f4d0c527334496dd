import { stderr, stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { own } from '../shared/acts/owner.ts';
import { type AppliedChange, applyCache } from '../shared/cache/apply.ts';
import { type CachePlan, hasChanges, nameOf } from '../shared/cache/change.ts';
import { loadRegistryConfig } from '../shared/config/load.ts';
import { stewardOf } from './acting.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { observeAndPlan } from './plan.ts';
import { print, printAside, printJson } from './print.ts';
import { changeJson, printOutcome, printPlan } from './print-plan.ts';
import { type GlobalOptions, type Session, withSession } from './session.ts';

export interface ApplyOptions extends GlobalOptions {
  /** Do not ask on a terminal before something is deleted or replaced. */
  yes?: boolean;
}

/**
 * `ecr-steward apply`: shows the plan, then brings the registry's cache rules in line with it. Whoever changes
 * something leaves the mark of its owner.
 *
 * @throws OwnedByOtherError
 */
export function apply(options: ApplyOptions): Promise<ExitCode> {
  const { pullThroughCache } = loadRegistryConfig(options.config);
  return withSession(options, async (session) => {
    const { me } = await stewardOf(session, options);
    const plan = await observeAndPlan(session, pullThroughCache);
    if (!options.json) printPlan(plan);
    if (!(await agreed(plan, options))) return exitCodes.error;
    if (hasChanges(plan) && !session.rehearsal) await own(session.ecr, me);
    const changes = options.json
      ? await applyCache(session.ecr, plan)
      : await applyAndPrint(session, plan);
    if (options.json) printJson({ changes: changes.map(changeJson) });
    return verdict(changes);
  });
}

/** Applies a plan and tells what became of each change. */
export function applyAndPrint({ ecr }: Session, plan: CachePlan): Promise<AppliedChange[]> {
  return applyCache(ecr, plan, printOutcome);
}

function verdict(changes: readonly AppliedChange[]): ExitCode {
  const failed = changes.filter(({ outcome }) => outcome === 'failed');
  const invalid = changes.filter(({ validity }) => validity?.valid === false);
  const rules = changes.filter(({ kind }) => kind === 'rule');
  const all = changes.length === rules.length ? 'cache rules' : 'changes';
  tell(`of ${changes.length} ${all} could not be applied`, failed);
  tell(`of ${rules.length} cache rules cannot log in upstream`, invalid);
  return failed.length + invalid.length > 0 ? exitCodes.error : exitCodes.done;
}

function tell(what: string, changes: readonly AppliedChange[]): void {
  if (changes.length === 0) return;
  printAside(`error: ${changes.length} ${what}: ${changes.map(nameOf).join(', ')}`);
}

/** Asks a person before something goes; a pipeline has read the plan before. */
async function agreed({ changes }: CachePlan, { yes, json }: ApplyOptions): Promise<boolean> {
  const removes = changes.some(({ action }) => action === 'delete' || action === 'replace');
  if (!removes || yes || json || !stdin.isTTY || !stderr.isTTY) return true;
  const prompt = createInterface({ input: stdin, output: stderr });
  const question = '\nSomething will be deleted or replaced. Apply? Type yes: ';
  // Ctrl-C and Ctrl-D abort the question: neither is a yes.
  const answer = await prompt.question(question).catch(() => '\n');
  prompt.close();
  if (answer.trim() === 'yes') return true;
  print(answer === '\n' ? '\nNothing was changed.' : 'Nothing was changed.');
  return false;
}

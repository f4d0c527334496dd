import { own } from '../../shared/actions/owner.ts';
import { kindOf } from '../../shared/changes/kind.ts';
import { isToBeMade } from '../../shared/changes/step.ts';
import { lossOf, type PolicyPreview } from '../../shared/registry/lifecycle/policy-preview.ts';
import { type AppliedChange, applyDeclared } from '../../shared/steward/declared/apply.ts';
import { declaredKinds, nameOf } from '../../shared/steward/declared/kinds.ts';
import { changesOf, changing, type DeclaredChange } from '../../shared/steward/declared/plan.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import {
  gateOf,
  placeOf,
  printPlace,
  requireNotPaused,
  type Steward,
  stewardOf,
  type WhilePausedOption,
} from '../aws/steward.ts';
import { changeJson, printOutcome, printPlan, validityOf } from '../print/answers/plan.ts';
import { print, printAside, printJson } from '../print/print.ts';
import { type AskOptions, agreed } from '../program/agreed.ts';
import { asTyped } from '../program/as-typed.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { reportAtInterrupt } from '../program/interrupt.ts';
import { observeAndPlan } from './plan.ts';

export interface ApplyOptions extends GlobalOptions, AskOptions, WhilePausedOption {
  json?: boolean;
}

/**
 * `ecr-steward apply`: prints the plan, then applies it. The first change marks the registry as owned.
 *
 * @throws OwnedByOtherError
 */
export function apply(options: ApplyOptions): Promise<ExitCode> {
  const config = loadConfig(options);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const steward = await stewardOf(session, options);
    const plan = await observeAndPlan(session, config, steward.ledger);
    const planned = changesOf(plan);
    if (!options.json) printPlan(planned, options);
    for (const it of changing(plan)) await requireNotPaused(steward, it, options);
    const place = placeOf(session, steward);
    printPlace(place, `to make ${countOf(planned)}`, options);
    if (!(await agreed(questionOf(planned, steward), options))) return exitCodes.error;
    if (planned.some(isToBeMade) && !session.dryRun) await own(session.ecr, steward.me);
    const gate = await gateOf(session, steward, config, options.whilePaused);
    let made = 0;
    const forget = reportAtInterrupt(
      () =>
        `${made} of ${countOf(planned)} finished, and one more may be half done; ${asTyped(whatIsLeft, options)}`,
    );
    const onChange = (change: AppliedChange) => {
      made += 1;
      if (!options.json) printOutcome(change, options);
    };
    const with_ = { ecr: session.ecr, gate, ledger: steward.ledger };
    const changes = await applyDeclared(with_, config, plan, onChange).finally(forget);
    if (options.json) printJson({ place, changes: changes.map(changeJson) });
    else if (session.dryRun) print('\nThat was a dry run: nothing has changed at AWS.');
    return verdict(changes);
  });
}

const whatIsLeft = 'npx ecr-steward plan shows what is left';

function countOf(changes: readonly DeclaredChange[]): string {
  const made = changes.filter((it) => isToBeMade(it) && !('blocked' in it)).length;
  return made === 1 ? '1 change' : `${made} changes`;
}

function questionOf(changes: readonly DeclaredChange[], { ledger }: Steward) {
  if (ledger === undefined) return { asks: false, final: [], question: '' };
  const final = lossOf(changes.map(previewOfPut));
  const canBreak = changes.some(
    (change) =>
      isToBeMade(change) &&
      !('blocked' in change) &&
      kindOf(declaredKinds, change).canBreak(change),
  );
  const question = 'Something is deleted, replaced or restricted, or expires. Apply?';
  return { asks: canBreak || final.length > 0, final, question };
}

/** None of a policy that is not put. */
function previewOfPut(change: DeclaredChange): PolicyPreview | undefined {
  const isPut = change.kind === 'repository' && !('blocked' in change);
  return isPut ? change.preview : undefined;
}

function verdict(changes: readonly AppliedChange[]): ExitCode {
  const failed = changes.filter(({ outcome }) => outcome === 'failed');
  const invalid = changes.filter((change) => validityOf(change)?.valid === false);
  const rules = changes.filter(({ kind }) => kind === 'rule');
  const all = changes.length === rules.length ? 'cache rules' : 'changes';
  printError(`of ${changes.length} ${all} could not be applied`, failed);
  printError(`of ${rules.length} cache rules cannot log in upstream`, invalid);
  const held = changes.filter(({ outcome }) => outcome === 'held' || outcome === 'observed');
  printError(`of ${changes.length} ${all} held back`, held);
  return held.length + failed.length + invalid.length > 0 ? exitCodes.error : exitCodes.done;
}

function printError(what: string, changes: readonly AppliedChange[]): void {
  if (changes.length === 0) return;
  printAside(`error: ${changes.length} ${what}: ${changes.map(nameOf).join(', ')}`);
}

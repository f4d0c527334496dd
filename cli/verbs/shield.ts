import { identify } from '../../shared/registry/identity.ts';
import type { Applied } from '../../shared/shield/apply.ts';
import { planForScope, type ScopePlan } from '../../shared/shield/scope.ts';
import { usesReading } from '../../shared/use/reading.ts';
import { printObserving } from '../aws/observing.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import type { WhilePausedOption } from '../aws/steward.ts';
import { useFor } from '../aws/use.ts';
import { planJson, printShield } from '../print/answers/shield.ts';
import { printUndeclared } from '../print/answers/undeclared.ts';
import { printAside, printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import type { AskOptions } from '../program/agreed.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { namesFor } from '../program/repositories.ts';

export interface ShieldOptions extends GlobalOptions, AskOptions, WhilePausedOption {
  json?: boolean;
  /** Give tags and put policies, not only report. */
  enforce?: boolean;
}

/** `ecr-steward shield [repository...]`: checks whether what runs is kept from lifecycle policies. */
export async function shield(names: string[], options: ShieldOptions): Promise<ExitCode> {
  const config = loadConfig(options);
  const { shield: rules } = config;
  if (printUndeclared(options, 'shield', rules)) return exitCodes.done;
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const named = await namesFor(session.ecr, names);
    if (session.dryRun) printAside('note: a snapshot does not say what runs');
    const registry = () => identify(session.ecr);
    const uses = await usesReading({ ...useFor(session, config), registry }, session.settings)();
    const progress = startProgress('repositories checked:');
    const scope = { names: named, onRepository: progress.step };
    const plan = await planForScope(session.ecr, { rules, uses }, scope).finally(progress.end);
    if (!options.json) printShield(plan, options.enforce === true);
    if (!options.enforce) {
      if (options.json) printJson(planJson(plan));
      await printObserving(session, options, { capability: 'shield', config });
      return verdict(plan, undefined);
    }
    const { enforceAndPrint } = await import('./enforce/shield.ts');
    const applied = await enforceAndPrint(session, plan, config, options);
    return applied === undefined ? exitCodes.error : verdict(plan, applied);
  });
}

function verdict(
  { plans, unknown, unread }: ScopePlan,
  applied: readonly Applied[] | undefined,
): ExitCode {
  const failed = (applied ?? []).filter(({ outcome }) => outcome === 'failed');
  const isRead = unread.length === 0 && plans.every(({ error }) => error === undefined);
  if (!isRead || failed.length > 0) {
    const names = [...unread, ...plans.filter(({ error }) => error !== undefined), ...failed];
    const all = [...new Set(names.map(({ repository }) => repository))].join(', ');
    printAside(`error: could not be read or kept: ${all}`);
    return exitCodes.error;
  }
  const isLeft = applied
    ? applied.some(({ outcome }) => outcome !== 'set' && outcome !== 'settled')
    : plans.some(({ steps }) => steps.length > 0);
  return isLeft || unknown.length > 0 ? exitCodes.found : exitCodes.done;
}

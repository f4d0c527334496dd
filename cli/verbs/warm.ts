import { observeAndPlanWarming } from '../../shared/cache/warm/observe.ts';
import type { WarmPlan } from '../../shared/cache/warm/plan.ts';
import { countOutcomes, type WarmResult, warm as warmCache } from '../../shared/cache/warm/run.ts';
import { requireRules, wantedImages } from '../../shared/cache/warm/wanted.ts';
import { upstreamAddress } from '../../shared/runtime/environment.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import type { Session } from '../aws/clients.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { printRegistry } from '../aws/steward.ts';
import { printWarmPlan, printWarmResults, stepJson } from '../print/answers/warm.ts';
import { printAside, printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

export interface WarmOptions extends GlobalOptions {
  /** Show what would be imported. */
  plan?: boolean;
}

/** `ecr-steward warm [prefix...]`: has ECR import the images that `warm:` of registry.yml lists. */
export function warm(prefixes: string[], options: WarmOptions): Promise<ExitCode> {
  const { pullThroughCache, limits } = loadConfig(options);
  return withSession({ ...options, limits }, async (session) => {
    if (session.dryRun && !options.plan) throw new StewardError(noUpstream);
    if (!options.plan)
      await requireRules(session.ecr, wantedImages(pullThroughCache.rules, prefixes));
    const scope = { prefixes, addressOf: upstreamAddress };
    const plan = await observeAndPlanWarming(session.ecr, pullThroughCache, scope);
    return options.plan ? show(plan, options) : run(session, plan, options);
  });
}

const noUpstream =
  'a snapshot has no upstream to import from: leave out --registry, or add --plan to see what would be imported';

function show({ steps }: WarmPlan, options: WarmOptions): ExitCode {
  const { json } = options;
  if (json) printJson({ images: steps.map(stepJson) });
  else printWarmPlan(steps, options);
  if (steps.some(({ action }) => action === 'fail')) return exitCodes.error;
  return steps.every(({ action }) => action === 'refresh') ? exitCodes.done : exitCodes.found;
}

async function run(session: Session, plan: WarmPlan, options: WarmOptions): Promise<ExitCode> {
  const { ecr } = session;
  const { json } = options;
  if (plan.steps.length > 0) await printRegistry(session, 'to import images', options);
  const done: WarmResult[] = [];
  const progress = startProgress('images processed:', () => {
    if (!json) printWarmResults(done, options);
    return `${done.length} of ${plan.steps.length} images finished; ECR may still import one more`;
  });
  const onResult = (result: WarmResult) => {
    done.push(result);
    progress.step(`${result.repositoryName}:${result.tag}`);
  };
  const images = await warmCache(ecr, plan, { onResult }).finally(progress.end);
  if (json) printJson({ images });
  else printWarmResults(images, options);
  const { failed, skipped } = countOutcomes(images);
  if (failed > 0) printAside(`error: ${failed} of ${images.length} images could not be imported`);
  if (failed > 0) return exitCodes.error;
  return skipped > 0 ? exitCodes.found : exitCodes.done;
}

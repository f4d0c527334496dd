import { setTimeout } from 'node:timers/promises';
import type { ECRClient } from '@aws-sdk/client-ecr';
import { pullRefused, type WarmFailure } from './failure.ts';
import { type ManifestReader, manifestReader } from './manifests.ts';
import { createPatience, type Patience } from './patience.ts';
import type { SkipReason, WarmPlan, WarmStep } from './plan.ts';
import { type Pulled, pull } from './pull.ts';
import { RegistryRefusal, type TimeLeft } from './registry-http.ts';
import type { WarmTarget } from './target.ts';

/** The result for one image. */
export type WarmResult = WarmTarget &
  /** It was in the cache, and ECR found no newer one (it checks upstream once in 24 hours). */
  (
    | { outcome: 'warm'; digest: string }
    /** It was missing or older: now the registry serves it. */
    | { outcome: 'warmed'; digest?: string }
    | { outcome: 'failed'; failure: WarmFailure }
    /** Left for the next run. */
    | { outcome: 'skipped'; reason: SkipReason }
  );

export interface WarmOptions {
  /** Milliseconds until the run has to end; it stops in time. Default: no deadline. */
  timeLeft?: TimeLeft;
  /** Whether somebody has paused the cache, asked before each image. Default: nobody has. */
  isPaused?: () => Promise<boolean>;
  /** Waits so many milliseconds. */
  pause?: (ms: number) => Promise<void>;
  /** Called after each image, for progress. */
  onResult?: (result: WarmResult) => void;
}

/**
 * Requests what the plan says from the registry as a node would, so that ECR imports it: the tag first, then the
 * images of its platforms. One image after the other per upstream, the upstreams concurrently.
 *
 * @returns a result for each step of the plan, in its order.
 */
export async function warm(
  ecr: ECRClient,
  { steps }: WarmPlan,
  options: WarmOptions = {},
): Promise<WarmResult[]> {
  const { timeLeft = () => Number.POSITIVE_INFINITY, pause = wait, onResult } = options;
  const { isPaused = async () => false } = options;
  const asks = steps.some(({ action }) => action === 'refresh' || action === 'import');
  const reader = asks ? await manifestReader(ecr, timeLeft) : undefined;
  const results = new Map<WarmStep, WarmResult>();
  const lanes = Map.groupBy(steps, ({ target }) => target.upstream).values();
  const runLane = async (lane: readonly WarmStep[]) => {
    const patience = createPatience(timeLeft, pause);
    for (const step of lane) {
      const result = await carryOut(step, reader, { patience, isPaused });
      results.set(step, result);
      onResult?.(result);
    }
  };
  await Promise.all([...lanes].map(runLane));
  return steps.flatMap((step) => results.get(step) ?? []);
}

const wait = (ms: number) => setTimeout(ms);

async function carryOut(
  step: WarmStep,
  reader: ManifestReader | undefined,
  { patience, isPaused }: { patience: Patience; isPaused: () => Promise<boolean> },
): Promise<WarmResult> {
  const { target } = step;
  if (step.action === 'fail') return { ...target, outcome: 'failed', failure: step.failure };
  if (step.action === 'skip') return { ...target, outcome: 'skipped', reason: step.reason };
  const stop = patience.stopped();
  if (stop || !reader) return { ...target, outcome: 'skipped', reason: stop ?? 'time' };
  if (await isPaused()) return { ...target, outcome: 'skipped', reason: 'paused' };
  const cached = step.action === 'refresh' ? step.cached : undefined;
  try {
    return told(target, cached, await pull(target, reader, patience));
  } catch (error) {
    if (!(error instanceof RegistryRefusal)) throw error;
    const isLate = error.status === 0 && patience.stopped() === 'time';
    if (isLate) return { ...target, outcome: 'skipped', reason: 'time' };
    return { ...target, outcome: 'failed', failure: pullRefused(target, error, reader.host) };
  }
}

function told(target: WarmTarget, cached: string | undefined, pulled: Pulled): WarmResult {
  const { digest, failure } = pulled;
  if (failure) return { ...target, outcome: 'failed', failure };
  const isSame = cached !== undefined && (digest === undefined || digest === cached);
  if (isSame) return { ...target, outcome: 'warm', digest: cached };
  return { ...target, outcome: 'warmed', ...(digest && { digest }) };
}

/** How many images had each outcome. */
export function countOutcomes(
  results: readonly WarmResult[],
): Record<WarmResult['outcome'], number> {
  const counts = { warm: 0, warmed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}

import type { ECRClient } from '@aws-sdk/client-ecr';
import { identify } from '../../shared/registry/identity.ts';
import { inOneProcess, type Steps } from '../../shared/walk/steps.ts';
import type { Visitor } from '../../shared/walk/visitor.ts';
import { runWalk, type WalkEnd, type WalkWork } from '../../shared/walk/walk.ts';
import { memoryStore } from './memory-store.ts';

export interface TestWalk extends Partial<Omit<WalkWork, 'ecr' | 'visitors'>> {
  steps?: Steps;
}

/** Walks a registry for these visitors in one process, with its files in memory. */
export function walk(
  ecr: ECRClient,
  visitors: readonly Visitor[],
  { steps = inOneProcess, store = memoryStore(), ...work }: TestWalk = {},
): Promise<WalkEnd> {
  return runWalk(steps, { identify: () => identify(ecr), ...work, ecr, store, visitors });
}

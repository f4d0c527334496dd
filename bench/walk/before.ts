import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Night } from './night.ts';
import {
  type Memory,
  measureCalls,
  measureMemory,
  measureStanding,
  measureWall,
} from './scenarios.ts';

/** What the scheduled runs took before there was a walk, each with the time and the commit. */
export interface Before {
  calls: Taken<Night>;
  wall: Taken<Night & { quarantined: number }>;
  standing: Taken<Night>;
  memory: Taken<Memory[]>;
}

export interface Taken<Figures> {
  takenAt: string;
  commit: string;
  figures: Figures;
}

const file = join(import.meta.dirname, 'before.json');

const takes = {
  calls: measureCalls,
  wall: () => measureWall({ killed: false }),
  standing: measureStanding,
  memory: measureMemory,
};

export async function readBefore(): Promise<Before> {
  return JSON.parse(await readFile(file, 'utf8')) as Before;
}

/**
 * Measures the functions as they are and writes that down as what was before, all figures or those of these names: to
 * be called with a commit that has no walk.
 */
export async function takeBefore(names: readonly string[]): Promise<void> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  for (const [name, take] of Object.entries(takes)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const taken = { takenAt: new Date().toISOString(), commit, figures: await take() };
    const known = await readFile(file, 'utf8').catch(() => '{}');
    const all = { ...JSON.parse(known), [name]: taken };
    await writeFile(file, `${JSON.stringify(all, null, 2)}\n`);
  }
}

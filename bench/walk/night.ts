import { type StartedAws, startLocalAws } from '../../local/aws.ts';
import type { Stack } from '../../local/stack/stack.ts';
import { deploy } from '../deploy.ts';
import { registryYmlOf } from './configuration.ts';
import { type Counted, createCounter } from './count.ts';
import { prepare } from './prepare.ts';
import { snapshotOf, usesOf, type WalkSize } from './registry.ts';

/** One scheduled run of a function, alone. */
export interface ScheduledRun extends Counted {
  /** How often its schedule starts it in a day. */
  runsADay: number;
  seconds: number;
  outcome: string;
}

/** Every scheduled function once, in the order in which a night starts them, and what they send together. */
export interface Night {
  runs: Record<string, ScheduledRun>;
  all: Counted;
}

export interface Started {
  aws: StartedAws;
  stack: Stack;
}

/** A registry in line with registry.yml, and a stack whose rules are all allowed. */
export async function withStack<Result>(
  size: WalkSize,
  { inventorySettings }: { inventorySettings: boolean },
  work: (started: Started) => Promise<Result>,
): Promise<Result> {
  const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
  const aws = await startLocalAws({ snapshot: snapshotOf(size), uses: usesOf(size, host) });
  await prepare(aws, size);
  const stack = await deploy(aws, registryYmlOf({ inventorySettings }));
  // The template of the cache rule, which is there in any later night.
  await stack.fire('cache');
  await stack.idle();
  try {
    return await work({ aws, stack });
  } finally {
    await stack.close();
    await aws.close();
  }
}

/** Starts every enabled schedule, one after the other, each alone with what it causes. */
export async function measureNight({ aws, stack }: Started): Promise<Night> {
  const runs: Night['runs'] = {};
  const counter = createCounter();
  const stop = aws.onExchange(counter.take);
  for (const { name, schedule } of schedulesOf(stack)) {
    const run = await measureRun({ aws, stack }, schedule.name, runsADay(schedule.expression));
    console.error(`${name}: ${run.seconds} s, ${run.outcome}`);
    runs[name] = run;
  }
  stop();
  return { runs, all: counter.read() };
}

export async function measureRun(
  { aws, stack }: Started,
  schedule: string,
  perDay: number,
): Promise<ScheduledRun> {
  const counter = createCounter();
  const stop = aws.onExchange(counter.take);
  const began = performance.now();
  const outcome = await stack.fire(schedule);
  await stack.idle();
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  stop();
  const text = outcome.ok ? 'ok' : `${outcome.error.name}: ${outcome.error.message}`;
  return { runsADay: perDay, seconds, outcome: text, ...counter.read() };
}

function schedulesOf({ functions }: Stack) {
  const enabled = functions.flatMap(({ name, schedules }) =>
    schedules.flatMap((schedule) => (schedule.enabled ? [{ name, schedule }] : [])),
  );
  return enabled.toSorted((a, b) => hourOf(a.schedule.expression) - hourOf(b.schedule.expression));
}

/** Minutes after midnight of a nightly schedule; those that run more often come first. */
function hourOf(expression: string): number {
  const [, minute, hour] = /^cron\((\d+) (\d+) /.exec(expression) ?? [];
  return hour === undefined ? -1 : Number(hour) * 60 + Number(minute);
}

/** @throws Error for an expression that the stack has not had so far. */
export function runsADay(expression: string): number {
  const [, hours] = /^rate\((\d+) hours?\)$/.exec(expression) ?? [];
  if (hours !== undefined) return 24 / Number(hours);
  if (/^cron\(\d+ \* \* \* \? \*\)$/.test(expression)) return 24;
  if (/^cron\(\d+ \d+ \* \* \? \*\)$/.test(expression)) return 1;
  throw new Error(`how often in a day is ${expression}?`);
}

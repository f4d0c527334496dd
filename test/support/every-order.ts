import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr';

/** What somebody does, by a client of their own. */
export type Actor = (ecr: ECRClient) => Promise<unknown>;

/** One run of the same start: who takes part, and what is to hold when all have ended. */
export interface Run {
  actors: readonly Actor[];
  /** @param order - Who made each call, by their place among the actors. */
  check(order: readonly number[]): Promise<void>;
}

/**
 * Tries every order of the calls of several actors: before each call an actor waits for its turn, and a turn is
 * given only when all others wait or have ended, so that one call is over before the next begins. Depth first,
 * from a new start each time.
 *
 * @returns how many orders there are
 */
export async function everyOrder(config: ECRClientConfig, start: () => Promise<Run>) {
  let orders = 0;
  let choices: Choice[] = [];
  do {
    const run = await start();
    choices = await runInOrder(config, run.actors, choices);
    await run.check(choices.map(({ actor }) => actor));
    orders += 1;
    while (choices.length > 0 && isLast(choices.at(-1))) choices.pop();
    const last = choices.at(-1);
    if (last) last.taken += 1;
  } while (choices.length > 0);
  return orders;
}

/** Which of those that wait has its turn. */
interface Choice {
  taken: number;
  of: number;
  actor: number;
}

function isLast(choice: Choice | undefined): boolean {
  return choice !== undefined && choice.taken + 1 >= choice.of;
}

async function runInOrder(
  config: ECRClientConfig,
  actors: readonly Actor[],
  given: readonly Choice[],
): Promise<Choice[]> {
  const turns = createTurns(actors.length);
  const clients = actors.map((_, at) => waitingClient(config, () => turns.wait(at)));
  const ends = actors.map(async (actor, at) => {
    await actor(clients[at] as ECRClient).finally(() => turns.end(at));
  });
  const ended = Promise.all(ends);
  // Looked at below, once nobody waits any more.
  ended.catch(() => undefined);
  const choices: Choice[] = [];
  for (;;) {
    const waiting = await turns.allWait();
    if (waiting.length === 0) break;
    const taken = given[choices.length]?.taken ?? 0;
    const actor = waiting[taken] as number;
    choices.push({ taken, of: waiting.length, actor });
    turns.give(actor);
  }
  await ended;
  for (const client of clients) client.destroy();
  return choices;
}

function waitingClient(config: ECRClientConfig, wait: () => Promise<void>): ECRClient {
  const ecr = new ECRClient(config);
  ecr.middlewareStack.add(
    (next) => async (args) => {
      await wait();
      return next(args);
    },
    { step: 'initialize' },
  );
  return ecr;
}

function createTurns(actors: number) {
  const waiting = new Map<number, () => void>();
  let busy = actors;
  let whenQuiet: (() => void) | undefined;
  const rest = () => {
    busy -= 1;
    if (busy === 0) whenQuiet?.();
  };
  return {
    wait: (actor: number) =>
      new Promise<void>((resolve) => {
        waiting.set(actor, resolve);
        rest();
      }),
    end: (_actor: number) => rest(),
    /** Those that wait, once nobody is at work. */
    allWait: async () => {
      if (busy > 0) await new Promise<void>((resolve) => (whenQuiet = resolve));
      return [...waiting.keys()].toSorted((a, b) => a - b);
    },
    give: (actor: number) => {
      const resolve = waiting.get(actor);
      waiting.delete(actor);
      busy += 1;
      resolve?.();
    },
  };
}

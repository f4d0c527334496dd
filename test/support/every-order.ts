import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr';

/** The calls of one actor, by a client of its own. */
export type Actor = (ecr: ECRClient) => Promise<unknown>;

/** One run from the same start: the actors, and what must hold when all have ended. */
export interface Run {
  actors: readonly Actor[];
  /** @param order - The actor of each call, by index. */
  check(order: readonly number[]): Promise<void>;
}

/**
 * Tries every order of the calls of several actors: before each call an actor waits for its turn, and gets it only
 * when all others wait or have ended, so that one call ends before the next begins. Depth first, from a new start
 * each time.
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

/** Which waiting actor is next. */
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
  // Checked below, once no actor waits.
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
    /** The waiting actors, once none is running. */
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

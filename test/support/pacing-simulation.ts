import { PacingLaw } from '../../shared/runtime/pacing/law.ts';

/** The conditions of the calls, in virtual time. */
export interface World {
  calls: number;
  /** Callers, each with one call at a time. */
  concurrency: number;
  /** Round trip in milliseconds; up to a tenth more at random. */
  latencyMs: number;
  /** Calls per second that the service accepts at this time (ms), as a token bucket; default: no limit. */
  limit?: (now: number) => number;
  /** Size of the bucket; default 50. */
  burst?: number;
  /** Share of calls that are throttled whatever the rate; default none. */
  random?: number;
  /** Calls per second that others take from the same bucket; default none. */
  others?: number;
  seed: number;
  /** Default true; false: as it is without a pacer. */
  paced?: boolean;
}

export interface Result {
  wallMs: number;
  attempts: number;
  throttled: number;
  /** Share of attempts that were throttled. */
  share: number;
  /** Maximum of attempts of one call. */
  worst: number;
  law: PacingLaw;
}

/** Simulates calls under these conditions in virtual time, reproducible by seed. */
export function simulate(world: World): Result {
  const { calls, concurrency, latencyMs, limit, burst = 50, random = 0, paced = true } = world;
  const chance = randomNumbers(world.seed);
  const events = new Events();
  const bucket = { tokens: burst, at: 0 };
  const law = new PacingLaw();
  const queue: number[] = [];
  const result = { attempts: 0, throttled: 0, worst: 0 };
  let [started, done, wakeAt] = [0, 0, Number.POSITIVE_INFINITY];

  const isTaken = () => {
    if (!limit) return true;
    const refill = ((events.now - bucket.at) / 1000) * limit(events.now);
    bucket.tokens = Math.min(burst, bucket.tokens + refill);
    bucket.at = events.now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };

  const release = () => {
    while (queue.length > 0) {
      const ms = paced ? law.wait(events.now) : 0;
      if (ms > 0) return wake(ms);
      send(queue.shift() ?? 1);
    }
  };

  /** Timers come up to a millisecond late. */
  const wake = (ms: number) => {
    const at = events.now + ms;
    if (at >= wakeAt) return;
    wakeAt = at;
    events.at(at + chance(), () => {
      if (wakeAt === at) wakeAt = Number.POSITIVE_INFINITY;
      release();
    });
  };

  const send = (attempt: number) => {
    const ticket = paced ? law.start(events.now) : undefined;
    const half = (latencyMs * (1 + chance() / 10)) / 2;
    result.attempts += 1;
    events.at(events.now + half, () => {
      const ok = chance() >= random && isTaken();
      events.at(events.now + half, () => {
        if (ticket) law.answered(events.now, ticket, ok ? 'ok' : 'throttled');
        resolve(attempt, ok);
        release();
      });
    });
  };

  const resolve = (attempt: number, ok: boolean) => {
    result.worst = Math.max(result.worst, attempt);
    if (ok) {
      done += 1;
      call();
      return;
    }
    result.throttled += 1;
    // As in clients.ts.
    const delay = chance() * Math.min(5_000, 50 * 2 ** attempt);
    events.at(events.now + delay, () => {
      queue.push(attempt + 1);
      release();
    });
  };

  const call = () => {
    if (started === calls) return;
    started += 1;
    queue.push(1);
    release();
  };

  const compete = (perSecond: number) => {
    isTaken();
    events.at(events.now + (1000 / perSecond) * (0.5 + chance()), () => compete(perSecond));
  };

  if (world.others) compete(world.others);
  for (let i = 0; i < concurrency; i += 1) call();
  while (done < calls) events.next();
  return { ...result, wallMs: events.now, share: result.throttled / result.attempts, law };
}

/** The event queue: by time, then in the order of planning. */
class Events {
  now = 0;
  readonly #planned: { at: number; run: () => void }[] = [];

  at(at: number, run: () => void): void {
    let [low, high] = [0, this.#planned.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#planned[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#planned.splice(low, 0, { at, run });
  }

  next(): void {
    const event = this.#planned.pop();
    if (!event) throw new Error('nothing is planned: calls wait forever');
    this.now = event.at;
    event.run();
  }
}

/** Mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed, 7919) + 13;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

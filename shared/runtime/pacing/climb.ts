/** By which part the rate is above its peak 100 calls after it reached it again. */
const STEEPNESS = 0.03;

/**
 * How the rate goes up again after a cut, as in CUBIC (RFC 9438), but by calls instead of by time: fast while
 * it is far below the rate that was throttled (the peak), hardly at all around it, and faster and faster
 * beyond it, where the limit must have risen. Only calls that the rate held back count: without demand, a call that
 * goes through proves nothing.
 */
export class Climb {
  readonly #peak: number;
  /** So many calls after the cut the rate is back at the peak. */
  readonly #knee: number;
  #calls = 0;

  constructor(peak: number, rate: number) {
    this.#peak = peak;
    this.#knee = 100 * Math.cbrt(Math.max(0, 1 - rate / peak) / STEEPNESS);
  }

  /** Calls that went through since the cut. */
  get calls(): number {
    return this.#calls;
  }

  /** The rate after one more call that went through. */
  next(): number {
    this.#calls += 1;
    return this.#peak * (1 + STEEPNESS * ((this.#calls - this.#knee) / 100) ** 3);
  }
}

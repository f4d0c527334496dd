import { Climb } from './climb.ts';
import { Search } from './search.ts';
import { Tally } from './tally.ts';

/** What became of an attempt; `other` is every failure that is not about the rate. */
export type Outcome = 'ok' | 'throttled' | 'other';

/** What an attempt carries from its start to its answer. */
export interface Ticket {
  readonly startedAt: number;
  /** Counts the rates there have been: which one it went out at. */
  readonly epoch: number;
  /** It went out as soon as the rate let it: the rate held it back, not the demand. */
  readonly pressed: boolean;
}

/** Attempts under way at first. */
const FIRST_WINDOW = 8;

/**
 * So many calls that go through let one more attempt be under way (slow start). What is under way when a
 * limit's burst is used up is throttled: 13 attempts after a burst of 50.
 */
const OKS_PER_ATTEMPT = 8;

/** Attempts that are late by less, in ms, do not lose their place: timers and busy moments cost no rate. */
const CATCH_UP_MS = 100;

/** At first, answers are evaluated in groups of so many; this many throttled ones are no coincidence. */
const LOOK = 24;
const TOO_MANY = 3;

/** What the rate starts at, and how far up it goes before it is careful, as parts of what a search found. */
const START = 0.95;
const PEAK = 1.1;

/** After a search the rate is right: more throttled than this, of so many, and no limit is what throttles. */
const TRIAL = 24;
const TRIAL_THROTTLED = 6;

/** Of so many answers at a steady rate, throttled above this part: the limit is another one. */
const REVIEW = 32;
const REVIEW_SHARE = 0.25;

/** What a throttled call takes off a steady rate, once per reaction; the first time after a search more. */
const CUT = 0.03;
const FIRST_CUT = 0.15;

/** A cut helped if so many calls go through before the next one. Cuts that do not help double. */
const HELPED = 50;
/** So many cuts in a row that did not help (to a quarter of the rate, or less) never will. */
const USELESS_CUTS = 5;

/** After so many answers it searches for a limit again; each time it finds none, after twice as many. */
const PATIENCE = 200;
const LONGEST_PATIENCE = 3200;

/** With so little throttling it does not search again: a limit could not throttle less. */
const LITTLE = 0.05;

/**
 * At what rate to call a service whose limit nobody knows. A state machine over time and answers: it has no
 * clock and no timer. Times are milliseconds that never go back.
 *
 * - *free*: no rate. Attempts under way grow with the calls that go through. Until 3 of 24 are throttled.
 * - *searching*: measures the limit in a moment (search.ts).
 * - *steady*: just under the limit. A throttled call takes 3 % off, once per reaction; calls that go through
 *   bring it back slowly (climb.ts). That leaves about 1 % of the calls throttled. When a quarter of 32 are, it
 *   searches anew.
 *
 * Not all throttling is about our rate: a service may be overloaded, or others use up the limit that they share
 * with us. Then slowing down does not help, and only makes it slower: fewer calls go through the fewer are
 * sent. Two signs show it: right after a search a quarter of the calls is throttled as before, or six cuts in a
 * row have not helped. Then the law is free again and takes that much throttling as given (the background),
 * until there is much more of it, or patience ends and it searches again.
 *
 * In simulation (test/shared/runtime/pacing-law.test.ts) 1,000 calls under a limit of 10 to 200 a second take at
 * most 1.1 times calls ÷ limit, with less than 5 % throttled, most of them at the start. A limit that allows no
 * two calls at once (burst 1) is used less well, as calls do not arrive as evenly as they are sent.
 *
 * Failures other than throttling change nothing.
 */
export class PacingLaw {
  #mode: 'free' | 'searching' | 'steady' = 'free';
  #underWay = 0;
  #window = FIRST_WINDOW;
  /** Calls per ms; infinite while free, and in the pause of a search. */
  #rate = Number.POSITIVE_INFINITY;
  #nextAt = 0;
  #roundTrip = 0;
  #epoch = 0;
  /** Attempts of earlier epochs say nothing about the rate that is tried. */
  #firstEpoch = 0;
  #search = new Search(0, 0);
  #climb = new Climb(1, 1);
  #recent = new Tally();
  #trial: Tally | undefined;
  /** Answers since a cut last helped. */
  #sinceHelp = new Tally();
  #uselessCuts = 0;
  #cut = CUT;
  #background = 0;
  #patience = PATIENCE;
  #answersToNextLook = 0;

  /** Calls per second that may go out now; infinite when nothing holds them back. */
  get rate(): number {
    return this.#rate * 1000;
  }

  /** Milliseconds until the next attempt may start; 0: now; infinite: not before an answer. */
  wait(now: number): number {
    if (this.#underWay >= this.#window) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#nextAt - now);
  }

  start(now: number): Ticket {
    if (this.#mode === 'searching' && this.#rate === Number.POSITIVE_INFINITY) this.#resume(now);
    this.#underWay += 1;
    const interval = 1 / this.#rate;
    const pressed = now - this.#nextAt < 2 * interval + CATCH_UP_MS;
    this.#nextAt = Math.max(this.#nextAt, now - CATCH_UP_MS) + interval;
    return { startedAt: now, epoch: this.#epoch, pressed };
  }

  answered(now: number, ticket: Ticket, outcome: Outcome): void {
    this.#underWay -= 1;
    if (outcome === 'other') return;
    const ok = outcome === 'ok';
    if (ok) this.#grow(now - ticket.startedAt);
    if (this.#mode === 'free') this.#whileFree(now, ok);
    else if (this.#mode === 'searching') this.#whileSearching(now, ticket, ok);
    else if (ticket.epoch >= this.#firstEpoch) this.#whileSteady(now, ticket, ok);
  }

  #grow(took: number): void {
    this.#window += 1 / OKS_PER_ATTEMPT;
    this.#roundTrip += (took - this.#roundTrip) / (this.#roundTrip === 0 ? 1 : 8);
  }

  #whileFree(now: number, ok: boolean): void {
    this.#recent.add(ok);
    this.#answersToNextLook -= 1;
    const given = this.#background * LOOK;
    const tooMany = given === 0 ? TOO_MANY : Math.max(TOO_MANY, 2 * given + 2);
    if (!ok && this.#recent.throttled >= tooMany) this.#startSearch(now);
    if (this.#mode !== 'free' || this.#recent.answers < LOOK) return;
    this.#background += Math.min(0, (this.#recent.share - this.#background) / 4);
    this.#recent = new Tally();
    if (this.#answersToNextLook <= 0 && this.#background > LITTLE) this.#startSearch(now);
  }

  #startSearch(now: number): void {
    this.#mode = 'searching';
    this.#search = new Search(now, this.#roundTrip);
    this.#rate = Number.POSITIVE_INFINITY;
    this.#nextAt = this.#search.resumes;
    this.#epoch += 1;
    this.#firstEpoch = this.#epoch;
  }

  #resume(now: number): void {
    this.#rate = this.#search.resume(now);
    if (this.#search.done) this.#resolve(now);
  }

  #whileSearching(now: number, ticket: Ticket, ok: boolean): void {
    this.#search.saw(ok);
    if (this.#rate === Number.POSITIVE_INFINITY) return;
    if (ticket.epoch >= this.#firstEpoch) {
      if (ok && ticket.pressed) this.#rate = this.#search.raised(this.#rate);
      if (!ok) {
        this.#rate = this.#search.lowered(now, this.#rate, ticket.epoch === this.#epoch);
        this.#epoch += 1;
      }
    }
    if (this.#search.done) this.#resolve(now);
  }

  #resolve(now: number): void {
    const found = this.#search.bounded(now, this.#rate);
    this.#mode = 'steady';
    this.#cutTo(found * START, found * PEAK);
    this.#firstEpoch = this.#epoch;
    this.#trial = new Tally();
    this.#recent = new Tally();
    this.#sinceHelp = new Tally();
    this.#uselessCuts = 0;
    this.#cut = FIRST_CUT;
  }

  #cutTo(rate: number, peak: number): void {
    this.#climb = new Climb(peak, rate);
    this.#rate = rate;
    this.#epoch += 1;
  }

  #whileSteady(now: number, ticket: Ticket, ok: boolean): void {
    this.#sinceHelp.add(ok);
    this.#recent.add(ok);
    if (this.#failsTrial(ok)) this.#giveUp(now, TRIAL_THROTTLED / TRIAL);
    else if (this.#needsSearch()) this.#startSearch(now);
    else if (ok && ticket.pressed) this.#rate = Math.max(this.#rate, this.#climb.next());
    else if (!ok && ticket.epoch === this.#epoch) this.#cutOnce(now);
  }

  #needsSearch(): boolean {
    if (this.#recent.answers < REVIEW) return false;
    const { share } = this.#recent;
    this.#recent = new Tally();
    return share > REVIEW_SHARE;
  }

  #failsTrial(ok: boolean): boolean {
    if (!this.#trial) return false;
    this.#trial.add(ok);
    if (this.#trial.throttled >= TRIAL_THROTTLED) return true;
    if (this.#trial.answers >= TRIAL) {
      this.#trial = undefined;
      this.#patience = PATIENCE;
    }
    return false;
  }

  #cutOnce(now: number): void {
    if (this.#climb.calls > HELPED) {
      this.#uselessCuts = 0;
      this.#sinceHelp = new Tally();
    }
    const part = Math.max(this.#cut, CUT * 2 ** this.#uselessCuts);
    this.#uselessCuts += 1;
    this.#cut /= 2;
    if (this.#uselessCuts > USELESS_CUTS) this.#giveUp(now, this.#sinceHelp.share);
    else this.#cutTo(this.#rate * (1 - part), this.#rate);
  }

  /** Slowing down does not help. @param share throttled calls that are taken as given */
  #giveUp(now: number, share: number): void {
    this.#mode = 'free';
    this.#background = Math.max(share, this.#trial?.share ?? 0);
    this.#trial = undefined;
    this.#rate = Number.POSITIVE_INFINITY;
    this.#nextAt = now;
    this.#recent = new Tally();
    this.#epoch += 1;
    this.#answersToNextLook = this.#patience;
    this.#patience = Math.min(LONGEST_PATIENCE, this.#patience * 2);
  }
}

export type Outcome = 'ok' | 'throttled' | 'other';

export interface Ticket {
  readonly at: number;
  readonly epoch: number;
  readonly pressed: boolean;
}

export const K = {
  WINDOW: 8,
  OKS_PER_STEP: 8,
  CATCH_UP_MS: 20,
  CUT: 0.03,
  YOUNG_CUT: 0.15,
  FIRST: 1,
  CUBIC: 0.01,
  SEARCH_OKS: 12,
  SEARCH_STEP: 0.25,
  SEARCH_THROTTLED: 16,
  SURE: 0.7,
  TRIAL: 24,
  TRIAL_RATE: 0.95,
  TRIAL_LIMIT: 6,
  FAILED_TRIALS: 1,
  FREE: 24,
  STREAK: 5,
  STREAK_CALM: 50,
  RECENT: 32,
  RECENT_SHARE: 0.25,
};

export class PacingLaw {
  window = K.WINDOW;
  flying = 0;
  rate = Infinity; // per ms
  next = 0;
  epoch = 0;
  rtt = 0;
  mode: 'free' | 'search' | 'steady' = 'free';
  search = { since: 0, ok: 0, throttled: 0, held: 0 };
  trial: { ok: number; throttled: number } | undefined;
  failedTrials = 0;
  calm = 0;
  peak = 0;
  knee = 0;
  recent = { ok: 0, throttled: 0 };
  background = 0;
  patience = 200;
  left = 0;
  streak = { ok: 0, throttled: 0 };
  cuts = 0;
  young = 0;
  hold = 0;
  lower = 0;
  since = 0;
  log: ((s: string) => void) | undefined;

  wait(now: number): number {
    if (this.flying >= this.window) return Infinity;
    if (this.mode === 'search' && this.rate === Infinity && now >= this.next) {
      this.rate = (K.FIRST * (this.search.ok + 1)) / (now - this.search.since);
      this.log?.(`${now.toFixed(0)} first ${(this.rate * 1000).toFixed(1)} ok ${this.search.ok}`);
      this.lower = (K.SURE * (this.search.ok - 1)) / (now - this.search.since);
      this.search.held = this.search.throttled;
      if (this.search.ok >= K.SEARCH_OKS) this.settle(now);
    }
    return this.next <= now ? 0 : this.next - now;
  }

  go(now: number): Ticket {
    this.flying += 1;
    const interval = this.rate === Infinity ? 0 : 1 / this.rate;
    const pressed = interval > 0 && now - this.next < 2 * interval;
    this.next = Math.max(this.next, now - K.CATCH_UP_MS) + interval;
    return { at: now, epoch: this.epoch, pressed };
  }

  answered(now: number, ticket: Ticket, outcome: Outcome): void {
    this.flying -= 1;
    if (outcome === 'other') return;
    const ok = outcome === 'ok';
    if (ok) {
      this.window += 1 / K.OKS_PER_STEP;
      const took = now - ticket.at;
      this.rtt += (took - this.rtt) / (this.rtt === 0 ? 1 : 8);
    }
    if (this.mode === 'free') this.free(now, ok);
    else if (this.mode === 'search') this.searching(now, ticket, ok);
    else this.steady(now, ticket, ok);
  }

  private free(now: number, ok: boolean) {
    count(this.recent, ok);
    this.left -= 1;
    const limit = this.background === 0 ? 3 / K.FREE : 2 * this.background + 0.1;
    if (!ok && this.recent.throttled >= 3 && this.recent.throttled > limit * K.FREE - 0.001) {
      this.failedTrials = this.background === 0 ? 0 : K.FAILED_TRIALS - 1;
      return this.startSearch(now, 'share');
    }
    if (sum(this.recent) < K.FREE) return;
    const share = shareOf(this.recent);
    this.background = Math.min(this.background, this.background + (share - this.background) / 4);
    if (this.background < 0.02) this.background = 0;
    this.recent = { ok: 0, throttled: 0 };
    if (this.left <= 0 && this.background > 0.05) {
      this.failedTrials = K.FAILED_TRIALS - 1;
      this.startSearch(now, 'recheck');
    }
  }

  private startSearch(now: number, why: string) {
    this.log?.(`${now.toFixed(0)} search (${why}) rate ${(this.rate * 1000).toFixed(1)}`);
    this.mode = 'search';
    this.search = { since: now, ok: 0, throttled: 0, held: 0 };
    this.epoch += 1;
    this.since = this.epoch;
    this.rate = Infinity;
    this.next = now + Math.max(2, this.rtt);
    this.young = K.YOUNG_CUT;
    this.hold = this.next - now;
    this.peak = Infinity;
  }

  private searching(now: number, ticket: Ticket, ok: boolean) {
    const s = this.search;
    count(s, ok);
    if (this.rate === Infinity) return;
    const elapsed = now - s.since - this.hold;
    if (ticket.epoch >= this.since) {
      if (ok && ticket.pressed) this.rate *= 1 + K.SEARCH_STEP / (s.ok + 1);
      if (!ok) {
        this.lower = Math.max(this.lower, (K.SURE * (s.ok - 1)) / (now - s.since));
        const upper = (s.ok + 1) / elapsed;
        this.rate = Math.max(this.lower, Math.min(upper, ticket.epoch === this.epoch ? this.rate * 0.8 : this.rate));
        this.epoch += 1;
      }
    }
    if (s.ok >= K.SEARCH_OKS || s.throttled - s.held >= K.SEARCH_THROTTLED) this.settle(now);
  }

  private settle(now: number) {
    const s = this.search;
    this.mode = 'steady';
    const elapsed = now - s.since - this.hold;
    if (elapsed > 0) this.rate = Math.max(this.lower, Math.min(this.rate, (s.ok + 1) / elapsed));
    this.peak = this.rate * 1.1;
    this.cutTo(this.rate * K.TRIAL_RATE);
    this.since = this.epoch;
    this.trial = { ok: 0, throttled: 0 };
    this.recent = { ok: 0, throttled: 0 };
    this.streak = { ok: 0, throttled: 0 };
    this.cuts = 0;
    this.log?.(`${now.toFixed(0)} found ${(this.rate * 1000).toFixed(1)} peak ${(this.peak * 1000).toFixed(1)} ok ${s.ok} thr ${s.throttled}`);
  }

  private grow() {
    this.calm += 1;
    const x = (this.calm - this.knee) / 100;
    this.rate = Math.max(this.rate, this.peak * (1 + K.CUBIC * x * x * x));
  }

  private cutTo(rate: number) {
    this.rate = rate;
    this.calm = 0;
    this.epoch += 1;
    this.knee = 100 * Math.cbrt(Math.max(0, 1 - rate / this.peak) / K.CUBIC);
  }

  private steady(now: number, ticket: Ticket, ok: boolean) {
    if (ticket.epoch < this.since) return;
    if (this.trial && this.judge(now, ok)) return;
    count(this.recent, ok);
    if (sum(this.recent) >= K.RECENT) {
      const share = shareOf(this.recent);
      this.recent = { ok: 0, throttled: 0 };
      if (share > K.RECENT_SHARE) return this.startSearch(now, `share ${share}`);
    }
    count(this.streak, ok);
    if (ok) {
      if (!ticket.pressed) return;
      this.grow();
      return;
    }
    if (ticket.epoch !== this.epoch) return;
    if (this.calm > K.STREAK_CALM) {
      this.cuts = 0;
      this.streak = { ok: 0, throttled: 1 };
    }
    this.cuts += 1;
    if (this.cuts > K.STREAK) return this.foreign(now, shareOf(this.streak));
    this.peak = this.rate;
    this.cutTo(this.rate * (1 - Math.max(this.young, K.CUT * 2 ** (this.cuts - 1))));
    this.young /= 2;
  }

  private judge(now: number, ok: boolean): boolean {
    const t = this.trial;
    if (!t) return false;
    count(t, ok);
    if (t.throttled >= K.TRIAL_LIMIT) {
      this.failedTrials += 1;
      this.trial = undefined;
      this.log?.(`${now.toFixed(0)} trial failed ${t.throttled}/${sum(t)}`);
      if (this.failedTrials >= K.FAILED_TRIALS) this.foreign(now, shareOf(t));
      else this.startSearch(now, 'trial failed');
      return true;
    }
    if (sum(t) >= K.TRIAL) {
      this.trial = undefined;
      this.failedTrials = 0;
      this.patience = 200;
    }
    return false;
  }

  private foreign(now: number, share: number) {
    this.log?.(`${now.toFixed(0)} foreign ${share.toFixed(2)}`);
    this.mode = 'free';
    this.background = Math.max(share, 0.01);
    this.rate = Infinity;
    this.next = now;
    this.left = this.patience;
    this.patience = Math.min(3200, this.patience * 2);
    this.recent = { ok: 0, throttled: 0 };
    this.epoch += 1;
  }
}

interface Answers { ok: number; throttled: number }
function count(a: Answers, ok: boolean) { if (ok) a.ok += 1; else a.throttled += 1; }
function sum(a: Answers) { return a.ok + a.throttled; }
function shareOf(a: Answers) { return a.throttled / Math.max(1, sum(a)); }

/** Answers to calls: those that were carried out, and those that were throttled. */
export class Tally {
  ok = 0;
  throttled = 0;

  add(ok: boolean): void {
    if (ok) this.ok += 1;
    else this.throttled += 1;
  }

  get answers(): number {
    return this.ok + this.throttled;
  }

  /** Which part was throttled: 0 to 1. */
  get share(): number {
    return this.throttled / Math.max(1, this.answers);
  }
}

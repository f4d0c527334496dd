/** Up to this many new keys are inserted one by one; more are sorted in together. */
const few = 32;

/**
 * A map that is read in the order of its keys (by UTF-16 code unit). Writes are cheap and do not sort; the next
 * ordered read does, so that a page costs its own length and a binary search.
 */
export class SortedMap<Value> {
  readonly #values = new Map<string, Value>();
  /** Sorted; may hold deleted keys, which readers skip, and lacks those of `#fresh`. */
  #keys: string[] = [];
  #fresh: string[] = [];

  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  set(key: string, value: Value): void {
    if (!this.#values.has(key)) this.#fresh.push(key);
    this.#values.set(key, value);
  }

  delete(key: string): boolean {
    return this.#values.delete(key);
  }

  /** Keys and values, in no order. */
  entries(): Iterable<[string, Value]> {
    return this.#values.entries();
  }

  /** All values, in the order of their keys. */
  values(): Generator<Value> {
    return this.from('');
  }

  /** Values in the order of their keys, from the first key that is not below `key`. */
  *from(key: string): Generator<Value> {
    const keys = this.#sortedKeys();
    for (let at = lowerBound(keys, key); at < keys.length; at++) {
      const value = this.#values.get(keys[at] ?? '');
      if (value !== undefined) yield value;
    }
  }

  /** As `from`, without `key` itself; from the start without a key. */
  after(key: string | undefined): Generator<Value> {
    return this.from(key === undefined ? '' : `${key}\0`);
  }

  #sortedKeys(): readonly string[] {
    if (this.#fresh.length > few || this.#keys.length > 2 * this.#values.size + few) {
      this.#sortAll();
    } else {
      for (const key of this.#fresh) insert(this.#keys, key);
    }
    this.#fresh = [];
    return this.#keys;
  }

  #sortAll(): void {
    this.#keys = [...this.#keys, ...this.#fresh]
      .filter((key) => this.#values.has(key))
      .sort(byCodeUnit)
      .filter((key, at, all) => key !== all[at - 1]);
  }
}

function insert(keys: string[], key: string): void {
  const at = lowerBound(keys, key);
  if (keys[at] !== key) keys.splice(at, 0, key);
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

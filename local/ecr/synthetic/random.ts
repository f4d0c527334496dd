/** A uniform 32-bit number derived from the others: MurmurHash3's mixing of 32-bit blocks. */
export function mixed(seed: number, a: number, b: number, c: number): number {
  return finished(block(block(block(seed, a), b), c));
}

function block(hash: number, word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  const h = hash ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A 32-bit number in 8 hexadecimal digits. */
export function hex(word: number): string {
  return (word + 0x1_0000_0000).toString(16).slice(1);
}

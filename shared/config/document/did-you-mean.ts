/**
 * The candidate that was probably meant by an unknown word: one that differs by case, separators, a typo or two, or
 * singular and plural; or the only one that starts with it (github, github-container-registry) or ends in it (sha,
 * git-sha).
 *
 * @returns undefined where none is close.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const plain = plainOf(word);
  const same =
    candidates.find((it) => plainOf(it) === plain) ??
    candidates.find((it) => singular(plainOf(it)) === singular(plain));
  if (same !== undefined || plain.length < 2) return same;
  const [best] = candidates
    .map((it) => ({ it, slips: slips(plain, plainOf(it)) }))
    .filter(({ it, slips }) => slips <= Math.max(1, Math.min(it.length, word.length) / 4))
    .toSorted((a, b) => a.slips - b.slips);
  return best?.it ?? onlyOneThatGoesOn(plain, candidates);
}

function onlyOneThatGoesOn(plain: string, candidates: readonly string[]): string | undefined {
  if (plain.length < 3) return undefined;
  const goingOn = candidates.filter(
    (it) => plainOf(it).startsWith(plain) || it.split('-').at(-1) === plain,
  );
  const [only] =
    goingOn.length > 0
      ? goingOn
      : candidates.filter((it) => it.length > 3 && plain.startsWith(plainOf(it)));
  return goingOn.length > 1 ? undefined : only;
}

/** repositories and repository. */
function singular(plain: string): string {
  return plain.replace(/ies$/, 'y').replace(/s$/, '');
}

function plainOf(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '');
}

/** How many characters are missing, added, replaced or swapped with their neighbour. */
function slips(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + other,
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

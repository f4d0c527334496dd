/** The largest part of a few pieces that passes; of equal ones that with the first pieces. */
export function largest<Piece>(
  pieces: readonly Piece[],
  passes: (some: readonly Piece[]) => boolean,
): Piece[] {
  if (pieces.length > 0 && passes(pieces)) return [...pieces];
  const parts = Array.from({ length: 2 ** pieces.length }, (_, bits) =>
    pieces.filter((_, at) => (bits & (1 << at)) !== 0),
  );
  const bySize = parts.toSorted((a, b) => b.length - a.length).slice(1);
  return bySize.find((some) => some.length > 0 && passes(some)) ?? [];
}

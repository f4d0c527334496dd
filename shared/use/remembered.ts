/**
 * Caches the answer of `read` for `ms` milliseconds, so that a burst of events asks once, not once each. A failure is
 * not cached.
 */
export function rememberedFor<Value>(ms: number, read: () => Promise<Value>): () => Promise<Value> {
  let last: { value: Promise<Value>; at: number } | undefined;
  return async () => {
    if (last && Date.now() - last.at < ms) return last.value;
    const value = read();
    const kept = { value, at: Date.now() };
    last = kept;
    value.catch(() => {
      if (last === kept) last = undefined;
    });
    return value;
  };
}

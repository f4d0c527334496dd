/** Collects the output of a function, in chunks of any size, as lines. */
export interface LineCollector {
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** The lines since the last call, in the order they ended; an unfinished one counts as ended. */
  take(): string[];
}

export function createLineCollector(): LineCollector {
  let lines: string[] = [];
  const unfinished = { stdout: '', stderr: '' };
  return {
    write(stream, text) {
      const pieces = (unfinished[stream] + text).split('\n');
      unfinished[stream] = pieces.pop() ?? '';
      lines.push(...pieces);
    },
    take() {
      const rest = [unfinished.stdout, unfinished.stderr].filter((text) => text !== '');
      const taken = [...lines, ...rest];
      lines = [];
      unfinished.stdout = '';
      unfinished.stderr = '';
      return taken;
    },
  };
}

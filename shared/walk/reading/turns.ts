/** Puts concurrent work in an order: 0, 1, 2 … */
export interface Turns {
  of(turn: number): Turn;
  /** Ends `turn`, whether it succeeded or not. Each has to call it, or the turns after it wait for ever. */
  done(turn: number): void;
}

export interface Turn {
  /** Resolves when all turns before it have ended. */
  comes(): Promise<void>;
  isUp(): boolean;
}

export function createTurns(): Turns {
  const waiting = new Map<number, () => void>();
  const early = new Set<number>();
  let up = 0;
  return {
    of: (turn) => ({
      isUp: () => turn === up,
      comes: async () => {
        if (turn > up) await new Promise<void>((resolve) => waiting.set(turn, resolve));
      },
    }),
    done: (turn) => {
      early.add(turn);
      while (early.delete(up)) up += 1;
      waiting.get(up)?.();
      waiting.delete(up);
    },
  };
}

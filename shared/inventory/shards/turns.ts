/** Lets work that is done side by side go on in an order: 0, 1, 2 … */
export interface Turns {
  of(turn: number): Turn;
  /** `turn` is done, whatever became of it. Each has to say so, or those behind it wait for ever. */
  done(turn: number): void;
}

export interface Turn {
  /** Resolves when all before it are done. */
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

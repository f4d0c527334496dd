/**
 * A setup file of vitest: writes down which places each test evaluates, if it is asked to (`seenIn`).
 * A place evaluated outside of a test, as a module is loaded, belongs to no test.
 */
import { appendFileSync } from 'node:fs';
import { afterEach, beforeEach, inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The file to write to; empty: nothing is written. */
    seenIn: string;
  }
}

export interface SeenByTest {
  readonly test: string;
  readonly file: string;
  /** Why it failed; absent: it passed. */
  readonly failure?: string;
  readonly milliseconds: number;
  readonly places: readonly number[];
}

const places = new Set<number>();
Object.assign(globalThis, { __seen: (place: number) => places.add(place) });

/** The clock itself: a test may have put its own in the place of it. */
const clock = performance.now.bind(performance);

const file = inject('seenIn');
if (file !== '') {
  let started = 0;
  beforeEach(() => {
    places.clear();
    started = clock();
  });
  afterEach(({ task }) => {
    const seen: SeenByTest = {
      test: task.id,
      file: task.file.filepath,
      ...(task.result?.state === 'fail' && { failure: String(task.result.errors?.[0]?.message) }),
      milliseconds: clock() - started,
      places: [...places],
    };
    appendFileSync(file, `${JSON.stringify(seen)}\n`);
  });
}

import { expect, test } from 'vitest';
import { NothingReadError } from '../../../shared/inventory/errors.ts';

test('where nothing could be read the first is named, and the others are counted', () => {
  const failed = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ repository: `r${at}`, error: 'denied' }));
  expect(new NothingReadError(failed(1)).message).toMatch(/: r0: denied$/);
  expect(new NothingReadError(failed(3)).message).toMatch(/: r0 \(and 2 more\): denied$/);
});

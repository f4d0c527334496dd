import { expect, test } from 'vitest';
import { eventId } from '../../../shared/runtime/event.ts';

test.each([
  [{ id: '2626f495-9d78-5728-bb14-9ed38527d606' }, '2626f495-9d78-5728-bb14-9ed38527d606'],
  [{ id: 'a\u009b31mred\u202ereversed\n\u0000' }, 'a?31mred?reversed??'],
  [{ id: 'x'.repeat(1000) }, 'x'.repeat(100)],
  [{ id: '' }, ''],
  [{ id: 7 }, 'none'],
  [null, 'none'],
])('the id of %j stands in a line as it cannot do harm', (event, id) => {
  expect(eventId(event)).toBe(id);
});

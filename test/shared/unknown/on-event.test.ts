import { expect, test } from 'vitest';
import { onUnknownEvent, unknownEvent } from '../../../shared/unknown/on-event.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';

test('an event of a kind is logged once, whatever it says', async () => {
  const ledger = await createLedger(await startTestAws());
  const logged = async (event: object) =>
    (await onUnknownEvent(ledger, unknownEvent.parse(event))).logged;
  const event = { 'detail-type': 'ECR New Thing', detail: { 'action-type': 'NEW', name: 'a' } };
  expect(await logged(event)).toBe(true);
  expect(await logged({ ...event, detail: { 'action-type': 'NEW', name: 'b' } })).toBe(false);
  expect(await logged({ ...event, detail: { 'action-type': 'OTHER', name: 'a' } })).toBe(true);
  expect(await logged({ ...event, detail: { 'action-type': 'NEW', name: 1 } })).toBe(true);
  expect(await logged({ ...event, 'detail-type': 'ECR Other Thing' })).toBe(true);
});

test.each([
  [{}, { type: 'no word', action: 'no word', detail: 'undefined' }],
  [
    { 'detail-type': 7, detail: null },
    { type: 'no word', action: 'no word', detail: 'null' },
  ],
  [
    { 'detail-type': 'ECR X', detail: { 'action-type': 'GO' } },
    { type: 'ECR X', action: 'GO', detail: { 'action-type': 'string' } },
  ],
])('%j has the shape %j', async (event, shape) => {
  const ledger = await createLedger(await startTestAws());
  expect((await onUnknownEvent(ledger, unknownEvent.parse(event))).shape).toEqual(shape);
});

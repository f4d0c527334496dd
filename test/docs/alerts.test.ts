import { expect, test } from 'vitest';
import { alertSamples } from '../../docs/generate/alert-samples/all.ts';
import { type AlertFacts, alertFacts } from '../../docs/generate/facts/alert-facts.ts';
import { declaredFunctions } from '../../docs/generate/facts/service.ts';

const kinds = Object.entries(alertFacts) as [keyof typeof alertSamples, AlertFacts][];

test('a sample is of its kind', () => {
  const wrong = kinds.filter(([kind]) => alertSamples[kind].some((it) => it.kind !== kind));
  expect(wrong).toEqual([]);
});

test('what resolves it is said of each kind that stands, and of no other', () => {
  const wrong = kinds.filter(([kind, { resolved }]) => {
    const stands = alertSamples[kind].some((it) => it.stands === true);
    return stands !== (resolved !== undefined);
  });
  expect(wrong.map(([kind]) => kind)).toEqual([]);
});

test('it comes from functions that there are, and that may send it', async () => {
  const functions = await declaredFunctions();
  const sending = functions.filter(({ statements }) =>
    statements.some(({ actions }) => actions.includes('sns:Publish')),
  );
  const names = sending.map(({ name }) => name);
  const unknown = kinds.flatMap(([, { by }]) => by.filter((name) => !names.includes(name)));
  expect(unknown).toEqual([]);
  expect(kinds.filter(([, { by }]) => by.length === 0)).toEqual([]);
});

import { expect, test } from 'vitest';
import { each } from '../../../../shared/alerts/each.ts';
import { lookOnce } from '../../../../shared/alerts/ledger/look-once.ts';
import { startTestAws } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';

test('the events of a moment have one look, and each later one has its own', async () => {
  const ledger = await createLedger(await startTestAws());
  const looks: number[] = [];
  const look = async () => looks.push(1);
  const answers = await Promise.all([1, 2, 3].map(() => lookOnce(ledger, 'a', 1, look)));
  expect(answers.filter((it) => it !== undefined)).toEqual([1]);
  expect(await lookOnce(ledger, 'a', 0, look)).toBe(2);
  expect(await lookOnce(ledger, 'a', 0, look)).toBe(3);
});

test('another thing has a look of its own at the same time', async () => {
  const ledger = await createLedger(await startTestAws());
  const look = async () => true;
  const both = ['a', 'b'].map((id) => lookOnce(ledger, id, 1, look));
  expect(await Promise.all(both)).toEqual([true, true]);
});

test('each is done even where others fail, and the first failure is thrown', async () => {
  const done: number[] = [];
  const action = async (item: number) => {
    if (item % 2 === 0) throw new Error(`no ${item}`);
    done.push(item);
  };
  await expect(each([1, 2, 3, 4, 5], action)).rejects.toThrow('no 2');
  expect(done).toEqual([1, 3, 5]);
  await each([7], action);
  await each([], action);
});

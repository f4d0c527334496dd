import { expect, test } from 'vitest';
import { identify } from '../../../shared/registry/identity.ts';
import { readUseRecord } from '../../../shared/use/record.ts';
import { digestOf } from '../../local/images.ts';
import { auditLogOf } from '../../support/acting.ts';
import { keptSteps, killedSteps } from '../../support/killed-steps.ts';
import { missing, restoring, start, title } from './visited.ts';

test('killed at any step, the next process comes to the same', async () => {
  let killed = 0;
  for (const when of ['before', 'after'] as const) {
    for (let step = 1, isKilled = true; isKilled; step += 1) {
      const { ecr, ledger, walked, sent, store } = await start('team/a:1', 'gone:1');
      const kept = keptSteps();
      const began = new Date();
      const options = { registryYml: restoring, began, perSlice: 2 };
      const onFailure = unlessKilled;
      const first = walked({ ...options, onFailure, steps: killedSteps(kept, { step, when }) });
      isKilled = await first.then(
        () => false,
        () => true,
      );
      killed += isKilled ? 1 : 0;
      const end = await walked({ ...options, steps: killedSteps(kept) });
      expect(end).toMatchObject({ missing: 1 });
      expect(sent()).toEqual([title('team/a'), missing('gone')]);
      const log = await auditLogOf(ledger);
      expect(log.map(({ entry }) => entry.target)).toEqual([`team/a@${digestOf('team/a old')}`]);
      const record = await readUseRecord(store, await identify(ecr));
      expect(record?.images.map(({ since }) => since)).toEqual([began.toISOString()]);
    }
  }
  // begin, list, begin of the visitor, three slices, done.
  expect(killed).toBe(2 * 7);
});

function unlessKilled({ error }: { error: unknown }) {
  throw error;
}

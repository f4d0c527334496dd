import { expect, test } from 'vitest';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { deletionEvent } from '../../../shared/deletions/events.ts';
import { onDeletion } from '../../../shared/deletions/on-event.ts';
import type { Deletion } from '../../../shared/use/deleted/deletion.ts';
import { rememberedUses } from '../../../shared/use/seen.ts';
import { repositoryName } from '../../local/images.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { keepLast, nameOfImage, startShielding } from '../shield/shielding.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };
const place = { ...registry, cachePrefixes: [], targets: [], bucket: 'inventory' };

// github.com/island-is/island.is/issues/10926: "we can't see the exact images that were removed"
test('each image that a lifecycle policy has removed is kept, with its tags and the rule', async () => {
  const { aws, ecr, push, putPolicy, runPolicies } = await startShielding('shield: []');
  for (const tag of ['1.0.0', '1.1.0', '1.2.0']) await push(tag, tag);
  await putPolicy(keepLast(1));
  const events: unknown[] = [];
  aws.bus.subscribe((event) => void events.push(event));
  runPolicies();
  const store = memoryStore();
  const notifier = { notify: async (alerts: readonly Alert[]) => alerts.length };
  const work = { ecr, store, notifier, place, uses: rememberedUses() };
  for (const event of events) {
    const read = deletionEvent.safeParse(event);
    if (read.success) await onDeletion(work, read.data);
  }
  const kept = [...store.files.values()].flatMap(
    (body) => JSON.parse(new TextDecoder().decode(body)) as Deletion[],
  );
  const byRule = kept.filter(({ cause }) => cause === 'lifecycle policy');
  expect(byRule.toSorted((a, b) => a.tags.join().localeCompare(b.tags.join()))).toMatchObject(
    ['1.0.0', '1.1.0'].map((tag) => ({
      ...{ repository: repositoryName, digest: nameOfImage(tag), tags: [tag] },
      ...{ action: 'DELETE', rule: 1 },
    })),
  );
});

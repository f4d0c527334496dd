import { test } from 'vitest';
import { noDriftOf } from './no-drift.ts';

test('nothing differs from what init writes of any registry', async () => {
  await noDriftOf(20);
}, 120_000);

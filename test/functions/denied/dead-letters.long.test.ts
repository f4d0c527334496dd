import { expect, test } from 'vitest';
import { type Grant, grantsOf } from './grants.ts';
import { registryYml } from './registry.ts';
import { run, type Scenario } from './run.ts';
import { cache, credential, pullFailure, validate, warm } from './scenarios-cache.ts';
import { alarm, replication, storageClass, unknownEvent } from './scenarios-others.ts';
import { scan } from './scenarios-scans.ts';
import { due, movedTags, pushing, repository } from './scenarios-tags.ts';
import { walkOfNames } from './scenarios-walk.ts';

const scenarios = [
  ...[pushing, due, movedTags, repository, scan(), cache, validate, pullFailure],
  ...[credential, warm, walkOfNames, replication, storageClass, alarm, unknownEvent],
];

const grants = await grantsOf(registryYml);

test.each(scenarios)('$name: what fails for good is in the dead-letter queue', async (scenario) => {
  const failing = grantOf(scenario, scenario === unknownEvent ? 'UpdateItem' : 'GetItem');
  const { asked, deadLetters } = await run(scenario, failing);
  expect(deadLetters.length).toBeGreaterThan(0);
  expect(sends(asked)).toEqual(deadLetters.map(() => false));
});

/** There is nothing that could report it but Lambda's metrics, which cost more than an idle stack. */
test.each(scenarios)('$name: without sqs:SendMessage Lambda drops it', async (scenario) => {
  const failing = grantOf(scenario, scenario === unknownEvent ? 'UpdateItem' : 'GetItem');
  const { asked, deadLetters, lost } = await run(
    scenario,
    failing,
    grantOf(scenario, 'SendMessage'),
  );
  expect(deadLetters).toEqual([]);
  expect(sends(asked)).toContain(true);
  expect(lost).toEqual(sends(asked).map(() => expect.stringMatching(/perform: sqs:SendMessage/)));
});

/** Whether each was refused. */
function sends(asked: Awaited<ReturnType<typeof run>>['asked']): boolean[] {
  return asked.flatMap(({ action, refused }) => (action === 'sqs:SendMessage' ? [refused] : []));
}

function grantOf({ role }: Scenario, name: string): Grant {
  const found = grants.find((it) => {
    const isLedger = !it.action.startsWith('dynamodb:') || it.resources.join().endsWith('ledger');
    return it.role === role && it.action.endsWith(`:${name}`) && isLedger;
  });
  if (!found) throw new Error(`${role} has no ${name}`);
  return found;
}

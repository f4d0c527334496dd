import { expect, test } from 'vitest';
import type { Alert } from '../../../../shared/alerts/alert.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { type Registries, runRegistries } from '../../../../shared/inventory/nightly/registries.ts';
import { TargetsFailedError } from '../../../../shared/inventory/nightly/targets.ts';
import type { RegistryTarget } from '../../../../shared/registry/target-client.ts';
import { startTestAws } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';
import { recordCalls } from '../../../support/calls.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { durableContext } from './durable.ts';

const here = { account: '123456789012', region: 'eu-west-1' };
const there = { account: '123456789012', region: 'us-east-1' };

/** The registries of a stack, and what is read and sent for them. */
async function start(targets: Registries['targets'] = []) {
  const started = await startTestAws();
  const ledger = await createLedger(started);
  const sent: Alert[] = [];
  const read: RegistryTarget[] = [];
  const registries: Registries = {
    ...{ targets, version: 1, own: { ledger, rules: [] } },
    notifier: {
      notify: async (alerts) => sent.push(...(alerts as Alert[])),
      resolve: async () => 0,
    },
    work: (target) => {
      read.push(target);
      const config = parseRegistryConfig('{}').inventory;
      return { ecr: started.ecr, store: memoryStore(), config };
    },
  };
  return { registries, read, sent, calls: recordCalls(started.aws) };
}

test.each<[string, RegistryTarget | undefined, RegistryTarget, boolean]>([
  ['its own', undefined, here, true],
  ['the one that it is invoked for', there, there, false],
  ['its own that it is invoked for', here, here, true],
])('the function reads %s itself, with the ledger only if that is its own', async (...row) => {
  const [, only, expected, isOwn] = row;
  const { registries, read, calls } = await start();
  const { context, asked } = durableContext();
  const result = await runRegistries(context, registries, only);
  expect(result).toMatchObject({ complete: true, repositories: 0 });
  expect(read).toEqual([expected]);
  expect(asked.invoked).toEqual([]);
  expect(calls.some((call) => call.startsWith('dynamodb:'))).toBe(isOwn);
});

const others = [{ account: there.account, regions: [there.region] }] as Registries['targets'];

test('of several, each is read by an execution of its own', async () => {
  const { registries, read, sent } = await start(others);
  const { context, asked } = durableContext({ invoke: () => 'read' });
  expect(await runRegistries(context, registries)).toEqual({ results: ['read', 'read'] });
  const configuration = 1;
  expect(asked.invoked).toEqual([
    { target: here, configuration },
    { target: there, configuration },
  ]);
  expect(read).toEqual([]);
  expect(sent).toEqual([]);
});

test('that one could not be read is reported, and fails the run', async () => {
  const { registries, sent } = await start(others);
  let invocations = 0;
  const { context, asked } = durableContext({
    invoke: () => {
      invocations += 1;
      if (invocations === 2) throw new Error('denied');
      return 'read';
    },
  });
  await expect(runRegistries(context, registries)).rejects.toThrow(TargetsFailedError);
  expect(asked.steps).toEqual(['notify']);
  expect(sent).toMatchObject([
    { kind: 'inventory.failed', what: ['denied'], where: { region: there.region } },
  ]);
});

import { expect, test } from 'vitest';
import type { Alert } from '../../../../shared/alerts/alert.ts';
import type { RegistryTarget } from '../../../../shared/registry/target-client.ts';
import { type Registries, walkRegistries } from '../../../../shared/steward/walk/registries.ts';
import { TargetsFailedError } from '../../../../shared/steward/walk/targets.ts';
import { durableContext } from '../../../support/durable.ts';

const here = { account: '123456789012', region: 'eu-west-1' };
const there = { account: '123456789012', region: 'us-east-1' };

/** The registries of a stack, and what is walked and sent for them. */
function start(targets: Registries['targets'] = []) {
  const sent: Alert[] = [];
  const walked: { target: RegistryTarget; isOwn: boolean }[] = [];
  const registries: Registries = {
    ...{ targets, version: 1 },
    notifier: { notify: async (alerts) => sent.push(...(alerts as Alert[])) },
    walk: async (target, isOwn) => {
      walked.push({ target, isOwn });
      return { walked: true };
    },
  };
  return { registries, walked, sent };
}

test.each<[string, RegistryTarget | undefined, RegistryTarget, boolean]>([
  ['its own', undefined, here, true],
  ['the one that it is invoked for', there, there, false],
  ['its own that it is invoked for', here, here, true],
])('the function walks %s itself, and knows whether that is its own', async (...row) => {
  const [, only, expected, isOwn] = row;
  const { registries, walked } = start();
  const { context, asked } = durableContext();
  expect(await walkRegistries(context, registries, only)).toEqual({ walked: true });
  expect(walked).toEqual([{ target: expected, isOwn }]);
  expect(asked.invoked).toEqual([]);
});

const others = [{ account: there.account, regions: [there.region] }] as Registries['targets'];

test('of several, each is walked by an execution of its own', async () => {
  const { registries, walked, sent } = start(others);
  const { context, asked } = durableContext({ invoke: () => 'read' });
  expect(await walkRegistries(context, registries)).toEqual({ results: ['read', 'read'] });
  const configuration = 1;
  expect(asked.invoked).toEqual([
    { target: here, configuration },
    { target: there, configuration },
  ]);
  expect(walked).toEqual([]);
  expect(sent).toEqual([]);
});

test('that one could not be walked is reported, and fails the run', async () => {
  const { registries, sent } = start(others);
  let invocations = 0;
  const { context, asked } = durableContext({
    invoke: () => {
      invocations += 1;
      if (invocations === 2) throw new Error('denied');
      return 'read';
    },
  });
  await expect(walkRegistries(context, registries)).rejects.toThrow(TargetsFailedError);
  expect(asked.steps).toEqual(['notify']);
  expect(sent).toMatchObject([
    { kind: 'inventory.failed', what: ['denied'], where: { region: there.region } },
  ]);
});

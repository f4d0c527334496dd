import {
  type ECRClient,
  GetRegistryScanningConfigurationCommand,
  PutRegistryScanningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { pause, resume } from '../../shared/actions/permits/pause.ts';
import { exclusionsOf } from '../../shared/registry-settings/exclusions.ts';
import { roomy } from '../support/acting.ts';
import { activateOn } from '../support/activated.ts';
import { sampleEvent, startTestStack } from '../support/stack.ts';
import { writesIn } from './harm/harm.ts';

const statement = `{Sid: Copies, Effect: Allow, Principal: {AWS: "111122223333"}, Action: "ecr:ReplicateImage", Resource: "*"}`;

const scanning = 'scanning: {rules: [{scanFrequency: SCAN_ON_PUSH, repositories: ["team-a/*"]}]}';

const registryYml = `
limits: ${roomy}
registry:
  ${scanning}
  accountSettings: {blobMounting: ENABLED}
  policy: {statements: [${statement}]}
`;

async function filtersOf(ecr: ECRClient): Promise<(string | undefined)[]> {
  const answer = await ecr.send(new GetRegistryScanningConfigurationCommand({}));
  const rules = answer.scanningConfiguration?.rules ?? [];
  return rules.flatMap((rule) => rule.repositoryFilters?.map(({ filter }) => filter) ?? []);
}

async function scan(ecr: ECRClient, ...filters: string[]): Promise<void> {
  const repositoryFilters = filters.map((filter) => ({
    ...{ filter, filterType: 'WILDCARD' as const },
  }));
  const rules = [{ scanFrequency: 'SCAN_ON_PUSH' as const, repositoryFilters }];
  await ecr.send(new PutRegistryScanningConfigurationCommand({ rules }));
}

test('the schedule brings all settings in line, and reports what somebody may notice', async () => {
  const { stack, alerts } = await startTestStack(registryYml);
  expect(await stack.fire('registry')).toMatchObject({
    ok: true,
    result: {
      changes: [
        { kind: 'scanning', outcome: 'updated' },
        { kind: 'account', outcome: 'updated' },
        { kind: 'statement', outcome: 'created' },
      ],
    },
  });
  await stack.idle();
  expect(alerts()).toEqual([expect.stringMatching(/^blobMounting was updated[\s\S]*undo/)]);
  expect(await stack.fire('registry')).toMatchObject({
    result: { changes: Array.from({ length: 3 }, () => ({ outcome: 'unchanged' })) },
  });
});

const changed = 'aws.ecr/cloudtrail-put-registry-scanning-configuration.json';

test('a stack whose registry.yml declares no setting does not react', async () => {
  const { stack } = await startTestStack('registry: {}');
  expect(stack.deliver(sampleEvent(changed))).toEqual([]);
});

test('an activation starts it, and a change by somebody else, and none of its own', async () => {
  const { ecr, stack } = await startTestStack(registryYml);
  const activated = sampleEvent('ecr-steward/configuration-activated.json');
  expect(stack.deliver(activated)).toEqual(['cache', 'registry', 'walk']);
  await stack.idle();
  expect(await filtersOf(ecr)).toEqual(['team-a/*']);

  await scan(ecr, 'everything');
  expect(stack.deliver(sampleEvent(changed))).toEqual(['registry']);
  await stack.idle();
  expect(await filtersOf(ecr)).toEqual(['team-a/*']);

  const arn = 'arn:aws:iam::123456789012:role/ecr-steward-local-registryrole';
  const userIdentity = { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn } } };
  expect(stack.deliver(sampleEvent(changed, { userIdentity }))).toEqual([]);
});

test('nothing is changed before it is allowed, which is reported until it is', async () => {
  const started = await startTestStack(registryYml, {}, {}, () => false, false);
  const { stack, alerts } = started;
  const writes = writesIn(started);
  expect(await stack.fire('registry')).toMatchObject({
    result: { changes: Array.from({ length: 3 }, () => ({ outcome: 'observed' })) },
  });
  expect(writes).toEqual([]);
  expect(alerts()).toEqual([
    expect.stringMatching(
      /^3 changes of the registry wait to be allowed[\s\S]*npx ecr-steward allow registry/,
    ),
  ]);
});

test('nothing is changed while it is paused, and what waited is resolved afterwards', async () => {
  const started = await startTestStack(registryYml);
  const { stack, alerts, ledger } = started;
  const anna = { by: 'anna', reason: 'incident' };
  await pause(ledger, ['registry'], anna, new Date());
  const writes = writesIn(started);
  await stack.fire('registry');
  expect(writes).toEqual([]);
  expect(alerts().join('\n')).toContain('3 changes of the registry wait as the registry is paused');
  await resume(ledger, ['registry'], 'bob', new Date());
  await stack.fire('registry');
  await stack.idle();
  expect(alerts().join('\n')).toMatch(/Resolved.*3 changes of the registry wait/);
});

test.each([
  ['"team-a/*", "team-b/*"', ['team-a/*', 'team-b/*']],
  ['"team-b/*"', ['team-a/*']],
])(
  'declared otherwise since it was allowed, as %s, it is changed only if nothing goes',
  async (declared, end) => {
    const { aws, ecr, stack, ledger } = await startTestStack(registryYml);
    await scan(ecr, 'team-a/*');
    await activateOn(aws, ledger.table, registryYml.replace('"team-a/*"', declared));
    await stack.fire('registry');
    await stack.idle();
    expect(await filtersOf(ecr)).toEqual(end);
  },
);

test('limits.registry holds back what can break something', async () => {
  const limits = 'limits: {registry: {perRun: {count: 1}}}';
  const { stack, alerts } = await startTestStack(
    `${limits}\nregistry: {accountSettings: {blobMounting: ENABLED}, pullTimeUpdateExclusions: ["arn:aws:iam::123456789012:role/scanner"]}`,
  );
  const fired = await stack.fire('registry');
  expect(fired).toMatchObject({
    result: { changes: [{ outcome: 'created' }, { outcome: 'held' }] },
  });
  expect(alerts().join('\n')).toContain('1 held back by limits.registry');
});

test('the roles of the stack stay excluded, whatever is pruned', async () => {
  const { aws, ecr, stack } = await startTestStack(
    `limits: ${roomy}\nregistry: {prune: true, pullTimeUpdateExclusions: []}`,
  );
  aws.excludeFromPullTimes('arn:aws:iam::123456789012:role/old');
  const before = await exclusionsOf(ecr);
  expect(before.length).toBeGreaterThan(2);
  expect(await stack.fire('registry')).toMatchObject({ ok: true });
  expect(await exclusionsOf(ecr)).toEqual(before.filter((arn) => !arn.endsWith('/old')));
});

test('a setting that cannot be changed is reported, and resolved once it can', async () => {
  const { aws, stack, alerts } = await startTestStack(registryYml);
  aws.faults.set([{ operations: ['ecr:PutRegistryPolicy'], error: 'InvalidParameterException' }]);
  expect(await stack.fire('registry')).toMatchObject({ ok: true });
  expect(alerts().join('\n')).toMatch(
    /registry\.policy could not be brought in line[\s\S]*- create statement Copies: /,
  );
  aws.faults.clear();
  await stack.fire('registry');
  await stack.idle();
  expect(alerts().join('\n')).toMatch(/Resolved.*registry\.policy could not be brought in line/);
});

test('what is activated within a minute after another one is not left to the night', async () => {
  const { aws, ecr, stack, ledger } = await startTestStack(registryYml);
  await stack.fire('registry');
  const more = '"team-a/*", "team-b/*"';
  await activateOn(aws, ledger.table, registryYml.replace('"team-a/*"', more));
  stack.deliver(sampleEvent('ecr-steward/configuration-activated.json'));
  await stack.idle();
  expect(await filtersOf(ecr)).toEqual(['team-a/*', 'team-b/*']);
});

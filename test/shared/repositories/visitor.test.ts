import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { lifecyclePolicyText as policyOf } from '../../../shared/config/schema/repositories/lifecycle-policy.ts';
import { lifecyclePolicy } from '../../../shared/registry/settings/policies.ts';
import { declaredRules } from '../../../shared/repositories/rules.ts';
import { settingsVisitor } from '../../../shared/settings/walk/visitor.ts';
import { noUses } from '../../../shared/use/uses.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { auditLogOf, openGate, roomy } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories } from '../../support/images.ts';
import { startReporting } from '../../support/reporting.ts';
import { twice } from '../../support/twice.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

const yml = `repositories:
- {names: [mirror/x, team-a/web, team-a/worker], owner: team-a, lifecycle: {keepLast: 5}}
- {names: ['lab/**'], mutability: IMMUTABLE}
`;

/** A registry, and walks over it; each with a gate of its own. */
async function start(person = true) {
  const started = await startReporting();
  const { ecr, ledger, notifier } = started;
  await createRepositories(ecr, 'free/a', 'lab/a', 'team-a/web');
  const walked = async (options?: TestWalk, onBegin = async () => {}) => {
    const config = parseRegistryConfig(`${yml}\nlimits: ${roomy}`);
    const gate = await openGate(started, { ledger, limits: config.limits, person });
    const visitor = settingsVisitor({
      ...{ rules: declaredRules(config.repositories), cachePrefixes: ['mirror'] },
      ...{ gate, notifier: notifier(), ledger },
    });
    const other: Visitor = {
      name: 'other',
      begin: onBegin,
      slice: () => ({ repository: () => undefined, end: () => {} }),
    };
    const end = await walk(ecr, [other, visitor as Visitor], {
      uses: async () => noUses,
      ...options,
    });
    return end.visitors.declared ?? end.failed;
  };
  const names = async () => {
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
    return repositories.map(({ repositoryName }) => repositoryName).toSorted();
  };
  return { ...started, walked, names };
}

const created = 'team-a/worker was created, as registry.yml declares it';
const inLine = (name: string) => `${name} was brought in line with registry.yml`;
const all = ['free/a', 'lab/a', 'team-a/web', 'team-a/worker'];

test.each([
  [1, false],
  [2, true],
  [250, true],
])(
  'a walk creates what is missing and brings the rest in line, in slices of %i',
  async (perSlice, isTwice) => {
    const { aws, ecr, walked, names, sent, ledger } = await start();
    const steps = isTwice ? { steps: twice } : {};
    await walked({ perSlice, ...steps });
    expect(await names()).toEqual(all);
    expect(await lifecyclePolicy(ecr, 'team-a/worker')).toContain('"countNumber":5');
    expect(sent()).toEqual([created, inLine('lab/a'), inLine('team-a/web')].toSorted());
    const log = await auditLogOf(ledger);
    expect(log.map(({ entry }) => [entry.capability, entry.kind])).toEqual(
      expect.arrayContaining([
        ['repositories', 'immutable'],
        ['repositories', 'setting'],
        ['repositories', 'expire'],
      ]),
    );
    const calls = recordCalls(aws);
    expect(await walked({ perSlice })).toEqual({ checked: 3, unread: 0, outcomes: {} });
    expect(sent()).toEqual([]);
    // One list for the walk: nothing is looked for where nothing is missing.
    expect(calls.filter((it) => it === 'ecr:DescribeRepositories')).toHaveLength(1);
    expect(calls.filter((it) => /:(Create|Put|Set|Tag)/.test(it) && it.startsWith('ecr:'))).toEqual(
      [],
    );
  },
);

test('what appears after the list was made is brought in line, not created', async () => {
  const { ecr, walked, sent } = await start();
  await walked({}, async () => {
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'team-a/worker' }));
  });
  expect(sent()).toContain(inLine('team-a/worker'));
  expect(await lifecyclePolicy(ecr, 'team-a/worker')).toContain('"countNumber":5');
});

test('without consent nothing is created, and the alert is resolved once somebody has', async () => {
  const { ecr, walked, names, sent } = await start(false);
  expect(await walked()).toMatchObject({ outcomes: { observed: 4 } });
  expect(await names()).not.toContain('team-a/worker');
  expect(sent()).toContain('team-a/worker differs from registry.yml');
  const repositoryName = 'team-a/worker';
  const tags = [{ Key: 'owner', Value: 'team-a' }];
  await ecr.send(new CreateRepositoryCommand({ repositoryName, tags }));
  const lifecyclePolicyText = policyOf({ keepLast: 5 });
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  await walked();
  expect(sent()).toEqual(['Resolved: team-a/worker differs from registry.yml']);
});

test('a quota of ECR that is reached is told', async () => {
  const { aws, walked, sent, names } = await start();
  aws.faults.set([{ operations: ['ecr:CreateRepository'], error: 'LimitExceededException' }]);
  expect(await walked()).toMatchObject({ outcomes: { failed: 1 } });
  const failed = 'team-a/worker could not be brought in line with registry.yml';
  expect(sent()).toContain(failed);
  aws.faults.clear();
  await walked();
  expect(sent()).toEqual([`Resolved: ${failed}`, created].toSorted());
  expect(await names()).toEqual(all);
});

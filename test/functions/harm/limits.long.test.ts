import { readFileSync } from 'node:fs';
import {
  DescribeRepositoryCreationTemplatesCommand,
  GetLifecyclePolicyCommand,
  PutImageCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { takeOver } from '../../../shared/actions/owner.ts';
import { notePopulation } from '../../../shared/actions/population.ts';
import { allowAll, auditLogOf, roomy } from '../../support/acting.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { scanOnPush, scansEnd, some } from '../../support/scanning.ts';
import { startTestStack } from '../../support/stack.ts';
import { checked } from '../repository/repository.ts';
import { fireAll, host, registryYml, start, tagsIn, writesIn } from './harm.ts';

describe('a stack that was just deployed', () => {
  test('with the sample registry.yml does nothing at all', async () => {
    const started = await start(readFileSync('registry.yml', 'utf8'), false);
    const { ecr, stack } = started;
    const writes = writesIn(started);
    await createRepositories(ecr, 'platform/web', 'team_a/web');
    for (const tag of ['latest', 'x']) await push(ecr, 'platform/web', [tag], manifest(tag));
    await stack.idle();
    await fireAll(started);
    expect(await tagsIn(ecr, 'platform/web')).toEqual(['latest', 'x']);
    expect(writes).toEqual(['CreateRepositoryCreationTemplate']);
  });
});

test('a registry that is another stack’s is left alone, and people are told whose it is', async () => {
  const started = await start();
  const { ecr, stack, alerts } = started;
  await takeOver(ecr, { stack: 'ecr-steward-prod', file: 'registry.yml' });
  await stack.idle();
  const writes = writesIn(started);
  await createRepositories(ecr, 'team/web');
  await push(ecr, 'team/web', ['latest']);
  await stack.idle();
  await fireAll(started);
  expect(await tagsIn(ecr, 'team/web')).toEqual(['latest']);
  expect(writes).toEqual([]);
  expect(alerts().join('\n')).toContain(
    'this registry belongs to the stack ecr-steward-prod (registry.yml)',
  );
  const input = { prefixes: ['ecr-steward.owner'] };
  const { repositoryCreationTemplates: marks } = await ecr.send(
    new DescribeRepositoryCreationTemplatesCommand(input),
  );
  expect(marks?.[0]?.description).toContain('ecr-steward-prod');
});

test('nor is a scan acted on, and that is told too', async () => {
  const yml = 'scanning: {rules: [{rule: gate, fail: {critical: 0}, action: quarantine}]}';
  const findings = { '*': { findings: some(1, 'CRITICAL') } };
  const started = await startTestStack(yml, { findings });
  const { aws, ecr, stack, alerts } = started;
  await scanOnPush(started);
  await createRepositories(ecr, 'team/web');
  aws.faults.set([{ operations: ['dynamodb:*'], error: 'ResourceNotFoundException' }]);
  await push(ecr, 'team/web', ['1.0.0']);
  await scansEnd(ecr, 'team/web', ['1.0.0']);
  await expect.poll(alerts).not.toEqual([]);
  await stack.idle();
  // Of the push and of the scan: without the ledger, neither knows of the other.
  expect(alerts().filter((it) => !it.includes('ledger'))).toEqual([]);
  expect(await tagsIn(ecr, 'team/web')).toEqual(['1.0.0']);
});

describe('too much at once', () => {
  test('of 120 wrong tags one run takes six, a day twelve, and one alert says what is held', async () => {
    const started = await startTestStack(registryYml, {}, {}, () => true);
    const { ecr, stack, alerts, ledger } = started;
    await createRepositories(ecr, 'team/web');
    for (let at = 0; at < 120; at += 1) {
      const imageManifest = manifest(`build ${at}`);
      const input = { repositoryName: 'team/web', imageTag: `build-${at}`, imageManifest };
      await ecr.send(new PutImageCommand(input));
    }
    await notePopulation(ledger, { images: 120, tags: 120 }, new Date());
    const outcomes = [];
    for (const _ of [1, 2, 3]) {
      const fired = await stack.fire('walk');
      outcomes.push(fired.ok && (fired.result as { naming: { outcomes: object } }).naming.outcomes);
    }
    // 5 percent of what the last walk has counted in a run, 10 percent in a day.
    expect(outcomes).toEqual([
      { quarantined: 6, held: 114 },
      { quarantined: 6, held: 108 },
      { held: 108 },
    ]);
    const held = alerts().filter((alert) => alert.includes('held back by limits.quarantine'));
    expect(held).toHaveLength(1);
    expect(held[0]).toMatch(
      /^114 held back by limits\.quarantine\n\n- limits\.quarantine allows 6 per run \(tags that are replaced/,
    );
    expect(held[0]).toContain('raise limits.quarantine in registry.yml');
    const done = (await auditLogOf(ledger)).filter(({ entry }) => entry.state === 'done');
    expect(done).toHaveLength(12);
  });

  test('a lifecycle policy by which 200 images would expire is not put', async () => {
    const started = await startTestStack(registryYml, {}, {}, () => true);
    const { ecr, alerts, ledger } = started;
    await notePopulation(ledger, { images: 10_000, tags: 10_000 }, new Date());
    await createRepositories(ecr, 'team/web');
    for (let at = 0; at < 201; at += 1) await push(ecr, 'team/web', [`1.0.${at}`]);
    expect(await checked(started, 'team/web')).toMatchObject({
      ok: true,
      result: { outcomes: { held: 1 } },
    });
    const put = ecr.send(new GetLifecyclePolicyCommand({ repositoryName: 'team/web' }));
    await expect(put).rejects.toThrow('Lifecycle policy does not exist');
    expect(alerts()).toEqual([
      expect.stringMatching(
        /^1 held back by limits\.expire\n\n- limits\.expire allows 100 per run \(images/,
      ),
    ]);
  });
});

test('a lifecycle policy that would expire more than a part of all images is not put', async () => {
  const started = await startTestStack(registryYml, {}, {}, () => true, false);
  const { ecr, stack, alerts, ledger } = started;
  await createRepositories(ecr, 'team/web');
  for (let at = 0; at < 21; at += 1) await push(ecr, 'team/web', [`1.0.${at}`]);
  // The night before the rule is allowed knows how many images there are.
  expect(await stack.fire('walk')).toMatchObject({ ok: true });
  await allowAll(started, ledger, { stack: 'ecr-steward-local', file: 'x' }, registryYml);
  expect(await checked(started, 'team/web')).toMatchObject({ ok: true });
  // 20 would be less than the count; five percent of 21 are two.
  expect(alerts().at(-1)).toMatch(
    /^1 held back by limits\.expire\n\n- limits\.expire allows 2 per run \(images/,
  );
});

test('what was pushed before yesterday is not taken', async () => {
  const now = () => new Date(Date.now() - 25 * 3_600_000);
  const started = await startTestStack(registryYml, { now }, {}, () => true);
  const { ecr, stack, alerts } = started;
  await createRepositories(ecr, 'team/web');
  await push(ecr, 'team/web', ['latest']);
  await stack.fire('walk');
  expect(await tagsIn(ecr, 'team/web')).toEqual(['latest']);
  expect(alerts().join('\n')).toContain('it was pushed longer ago than quarantineWithin');
});

test('signatures, and what else is about an image, keep their names', async () => {
  const names = 'naming: { tags: [{ rule: v, kinds: [semver], action: quarantine }] }';
  const started = await startTestStack(`limits: ${roomy}\n${names}`);
  const { ecr, stack, alerts } = started;
  await createRepositories(ecr, 'team/web');
  const digest = (await push(ecr, 'team/web', ['1.4.2'])).replace(':', '-');
  const theirs = [`${digest}.sig`, `${digest}.att`, `${digest}.sbom`, digest];
  for (const tag of theirs) await push(ecr, 'team/web', [tag], manifest(tag));
  await stack.idle();
  await stack.fire('walk');
  expect(await tagsIn(ecr, 'team/web')).toEqual(['1.4.2', ...theirs].toSorted());
  expect(alerts()).toEqual([]);
});

test('without its ledger nothing is done, and that is reported', async () => {
  const started = await start();
  const { aws, ecr, stack, alerts } = started;
  await createRepositories(ecr, 'team/web');
  await stack.idle();
  const writes = writesIn(started);
  aws.faults.set([{ operations: ['dynamodb:*'], error: 'ResourceNotFoundException' }]);
  await push(ecr, 'team/web', ['latest']);
  await stack.idle();
  await stack.fire('walk');
  await stack.idle();
  expect(await tagsIn(ecr, 'team/web')).toEqual(['latest']);
  expect(writes).toEqual([]);
  expect(alerts().join('\n')).toMatch(/ledger/);
});

test('a name by which a service runs is not taken; it is told which', async () => {
  const services = [{ cluster: 'prod', name: 'web', images: [`${host}/team/web:latest`] }];
  const { ecr, stack, alerts } = await start(registryYml, true, { services });
  await createRepositories(ecr, 'team/web');
  await push(ecr, 'team/web', ['latest']);
  await push(ecr, 'team/web', ['other'], manifest('other'));
  await stack.idle();
  expect(await tagsIn(ecr, 'team/web')).toEqual(['latest', expect.stringMatching(/^quarantine-/)]);
  expect(alerts().join('\n')).toContain(
    '- Nothing was done: ECS service prod/web runs it, as latest\n',
  );
});

test('an image that a lifecycle policy keeps by its tag keeps the tag', async () => {
  const names = 'naming: { tags: [{ rule: v, kinds: [semver], action: quarantine }] }';
  const { ecr, stack, alerts } = await start(names);
  await createRepositories(ecr, 'team/web');
  const action = { type: 'expire' };
  const count = { countType: 'imageCountMoreThan', countNumber: 1 };
  const tagged = { tagStatus: 'tagged', tagPrefixList: ['release-'], ...count, countNumber: 999 };
  const rules = [
    { rulePriority: 1, selection: tagged, action },
    { rulePriority: 2, selection: { tagStatus: 'any', ...count }, action },
  ];
  const lifecyclePolicyText = JSON.stringify({ rules });
  const input = { repositoryName: 'team/web', lifecyclePolicyText };
  await ecr.send(new PutLifecyclePolicyCommand(input));
  await push(ecr, 'team/web', ['release-1']);
  await push(ecr, 'team/web', ['other'], manifest('other'));
  await stack.idle();
  expect(await tagsIn(ecr, 'team/web')).toEqual([
    expect.stringMatching(/^quarantine-/),
    'release-1',
  ]);
  expect(alerts().join()).toContain('the lifecycle policy of its repository keeps it by this tag');
});

import { PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createRepositories, push } from '../../support/images.ts';
import { resultsOf } from '../../support/reactions.ts';
import { sampleEvent } from '../../support/stack.ts';
import {
  byHand,
  checked,
  configureScanning,
  create,
  inLine,
  isTrail,
  lifecycleOf,
  recordWrites,
  start,
  stateOf,
} from './repository.ts';

describe('a repository that is made', () => {
  test('is brought in line with its rule, and reported with what it lacks, once', async () => {
    const started = await start();
    const { ecr, alerts } = started;
    await create(started, 'team/web');
    expect(await stateOf(ecr, 'team/web')).toBe(inLine);
    // Its own writes have events, too: of a session of its role, which the pattern leaves out.
    expect(resultsOf(started, 'repository')).toHaveLength(1);
    await checked(started, 'team/web');
    expect(alerts()).toEqual([
      expect.stringContaining(`team/web was brought in line with registry.yml

- It differed from registry.yml

Done:
- mutability: MUTABLE → IMMUTABLE but latest
- lifecyclePolicy: none → untagged images go after 14 days, signatures (sha256-*) stay and are counted, the last 20 tagged images stay
- lifecyclePolicy: no image would expire
- scanOnPush: nothing scans the images
- tags: cost-center missing → cost-center=none
`),
      expect.stringContaining(
        `team/web differs from registry.yml\n\n- tags: owner missing: tag the repository\n`,
      ),
    ]);
  });

  test('as it is to be costs no write, and nothing is reported', async () => {
    const started = await start();
    const { ecr, alerts } = started;
    const tags = [
      { Key: 'owner', Value: 'a' },
      { Key: 'cost-center', Value: '7' },
    ];
    await create(started, 'team/web', { tags });
    const told = alerts().length;
    const writes = recordWrites(started);
    await checked(started, 'team/web');
    expect(writes).toEqual([]);
    expect(alerts()).toHaveLength(told);
    expect(await stateOf(ecr, 'team/web')).toMatch(/ owner=a,cost-center=7$/);
  });

  test('under an invalid name is reported, as a push to it would be, once', async () => {
    const started = await start();
    await create(started, 'web2');
    await checked(started, 'web2');
    expect(started.alerts()).toEqual([
      expect.stringContaining(
        '1 naming violation in web2\n\n- "web2" is not [a-z/-]+ (rule: lower letters)\n',
      ),
    ]);
  });

  test('with an encryption that ECR cannot change is told', async () => {
    const started = await start();
    await create(started, 'kms/web');
    expect(started.alerts()).toEqual([
      expect.stringContaining(
        'encryption: AES256 → KMS: ECR cannot change it: recreate the repository',
      ),
    ]);
  });
});

describe('scanning', () => {
  test('by the configuration of the registry is enough', async () => {
    const started = await start();
    await configureScanning(started.ecr, 'BASIC', 'team/*');
    await create(started, 'team/web');
    expect(await stateOf(started.ecr, 'team/web')).toContain(' no scans ');
    expect(started.alerts().join()).not.toContain('scanOnPush');
  });
});

describe('a lifecycle policy', () => {
  test('by hand is replaced where the rule says so, and what it said is told', async () => {
    const started = await start(isTrail);
    const { ecr, alerts } = started;
    const repositoryName = 'replaced/web';
    await create(started, repositoryName);
    const put = { repositoryName, lifecyclePolicyText: byHand };
    await ecr.send(new PutLifecyclePolicyCommand(put));
    await checked(started, repositoryName);
    expect(await lifecycleOf(ecr, repositoryName)).toContain('untagged images go after 14 days');
    expect(alerts().join()).toContain('"countNumber":7');
  });

  test('is set with a word on what would expire', async () => {
    const started = await start(isTrail);
    const { ecr, alerts } = started;
    await createRepositories(ecr, 'team/web');
    for (let at = 0; at < 22; at += 1) await push(ecr, 'team/web', [`1.0.${at}`]);
    await checked(started, 'team/web');
    expect(await lifecycleOf(ecr, 'team/web')).toContain('the last 20 tagged images stay');
    expect(alerts().join()).toMatch(
      /- lifecyclePolicy: would expire 2 images \(2 tagged: 1\.0\.0, 1\.0\.1\), .* within 24 hours/,
    );
  });
});

describe('an event', () => {
  test('of a repository that is gone is nothing', async () => {
    const started = await start();
    started.stack.deliver(sampleEvent('aws.ecr/cloudtrail-create-repository.json'));
    await started.stack.idle();
    expect(resultsOf(started, 'repository')).toEqual([{ checked: 0 }]);
  });

  test('of our own writes, of a failed call or of another call reaches no function', async () => {
    const { stack } = await start();
    const functionsOf = (file: string, detail: object = {}) =>
      stack.deliver(sampleEvent(`aws.ecr/cloudtrail-${file}.json`, detail));
    const by = (role: string) => {
      const arn = stack.resources[role]?.arn;
      return { userIdentity: { sessionContext: { sessionIssuer: { arn } } } };
    };
    expect([
      ...functionsOf('put-image-tag-mutability', by('RepositoryRole')),
      ...functionsOf('put-lifecycle-policy', by('WalkRole')),
      ...functionsOf('create-repository', { errorCode: 'RepositoryAlreadyExistsException' }),
      ...functionsOf('batch-get-image-pull'),
    ]).toEqual([]);
    expect(functionsOf('delete-repository')).toEqual(['deletion']);
    const names = ['create-repository', 'create-repository-by-cache-pull'];
    names.push(
      'put-image-tag-mutability',
      'put-lifecycle-policy',
      'put-image-scanning-configuration',
    );
    for (const name of names) expect(functionsOf(name)).toEqual(['repository']);
    expect(functionsOf('create-repository', { userIdentity: { type: 'IAMUser' } })).toEqual([
      'repository',
    ]);
    await stack.idle();
  });
});

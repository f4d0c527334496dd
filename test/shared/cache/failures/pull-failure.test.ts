import { CreateRepositoryCreationTemplateCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import type { Alert, LazyAlert } from '../../../../shared/alerts/alert.ts';
import { causeFor } from '../../../../shared/cache/failures/causes.ts';
import { onFailedPull } from '../../../../shared/cache/failures/on-failure.ts';
import { diagnose } from '../../../../shared/cache/failures/pull-failure.ts';
import { pathDiagnosis, upstreamPath } from '../../../../shared/cache/rules/upstream-path.ts';
import { templateDiagnosis } from '../../../../shared/cache/templates/template-for.ts';
import { startTestAws } from '../../../local/start.ts';
import { putRule } from '../doctor/practice.ts';

const name = 'ecr-pullthroughcache/hub';
const failure = {
  prefix: 'hub',
  repositoryName: 'hub/library/redis',
  imageTag: '7',
  failureCode: 'UpstreamAccessDenied',
};
const pulled = { prefix: 'hub', repositoryName: 'hub/library/redis', reference: '7' };

async function started(SecretString = '{"username":"a","accessToken":"not-to-be-seen"}') {
  const aws = await startTestAws();
  const { ARN: credentialArn = '' } = await aws.secretsManager.send(
    new CreateSecretCommand({ Name: name, SecretString }),
  );
  await putRule(aws, 'hub', 'registry-1.docker.io', { credentialArn });
  await putRule(aws, 'quay', 'quay.io');
  return aws;
}

describe('the cause of a pull that failed', () => {
  test('is the path where the login works, and anybody where there is none', async () => {
    const clients = await started();
    expect(await diagnose(clients, failure)).toEqual(causeFor('UpstreamPathRefused', pulled));
    expect(await diagnose(clients, { ...failure, prefix: 'hub/' })).toEqual(
      causeFor('UpstreamPathRefused', pulled),
    );
    const open = { ...failure, prefix: 'quay', repositoryName: 'quay/a/b' };
    expect(await diagnose(clients, open)).toEqual(causeFor('UpstreamRefusesAnybody', pulled));
  });

  test('is another code as it is', async () => {
    const clients = await started();
    const failureCode = 'UpstreamUnavailable';
    expect(await diagnose(clients, { ...failure, failureCode })).toEqual(
      causeFor('UpstreamUnavailable', pulled),
    );
  });

  test('is a dead login', async () => {
    const clients = await started();
    const dead = { SecretId: name, SecretString: 'a-bare-token' };
    await clients.secretsManager.send(new PutSecretValueCommand(dead));
    const { remedy } = await diagnose(clients, failure);
    expect(remedy).toContain('credential set hub');
  });

  test('is a template that cannot create the repository', async () => {
    const clients = await started();
    const resourceTags = [{ Key: 'a', Value: 'b' }];
    const appliedFor = ['PULL_THROUGH_CACHE' as const];
    await clients.ecr.send(
      new CreateRepositoryCreationTemplateCommand({ prefix: 'hub', appliedFor, resourceTags }),
    );
    expect((await diagnose(clients, failure)).remedy).toContain('customRoleArn');
  });

  test.each(['hu', 'hub/library', 'gone'])('is no rule %s', async (prefix) => {
    const clients = await started();
    const gone = { ...failure, prefix };
    expect(await diagnose(clients, gone)).toEqual(causeFor('NoRule', { ...pulled, prefix }));
  });

  test('is a path of one part, and names the image', async () => {
    const clients = await started();
    const { remedy } = await diagnose(clients, { ...failure, repositoryName: 'hub/redis' });
    expect(remedy).toBe('pull hub/library/redis:7');
  });
});

describe('an event of a pull that failed', () => {
  const detail = {
    'ecr-repository-prefix': 'quay',
    'repository-name': 'quay/a/b',
    'failure-code': 'NewCode',
  };

  /** @param isTold - The cause is new to people. */
  async function onEvent(more: object, isTold = true) {
    const clients = await started();
    const made: Alert[] = [];
    const notify = async (alerts: readonly (Alert | LazyAlert)[]) => {
      for (const alert of isTold ? alerts : []) {
        made.push('make' in alert ? await alert.make() : alert);
      }
      return made.length;
    };
    const event = { detail: { ...detail, ...more } } as never;
    return { made, ...(await onFailedPull(clients, { notify }, event)) };
  }

  test('is told with what it says', async () => {
    const more = { 'image-tag': '1', 'failure-reason': 'because' };
    const { made, notified, cause } = await onEvent(more);
    expect(made).toMatchObject([
      {
        where: { rule: 'quay', repository: 'quay/a/b', tag: '1' },
        what: [expect.stringContaining('NewCode: because'), expect.anything(), expect.anything()],
      },
    ]);
    expect([notified, cause]).toEqual([true, 'cache/quay/NewCode']);
  });

  test('may say little', async () => {
    const { made } = await onEvent({});
    expect(made[0]?.where).not.toHaveProperty('tag');
    expect(made[0]?.what[0]).toMatch(/NewCode$/);
  });

  test('is told once', async () => {
    expect((await onEvent({}, false)).notified).toBe(false);
  });
});

describe('the path upstream', () => {
  const hub = 'registry-1.docker.io';
  test.each([
    ['hub', undefined, 'hub/a/b', 'a/b'],
    ['hub/', undefined, 'hub/a/b', 'a/b'],
    ['ROOT', undefined, 'a/b', 'a/b'],
    ['hub', 'ROOT', 'hub/a/b', 'a/b'],
    ['hub', 'team', 'hub/a/b', 'team/a/b'],
    ['ROOT', 'team/', 'a/b', 'team/a/b'],
  ])('behind %s with %s of %s', (ecrRepositoryPrefix, upstreamRepositoryPrefix, from, to) => {
    const rule = {
      ecrRepositoryPrefix,
      upstreamRegistryUrl: hub,
      ...(upstreamRepositoryPrefix && { upstreamRepositoryPrefix }),
    };
    expect(upstreamPath(from, rule)).toBe(to);
  });

  test.each<[string, object, string | undefined]>([
    ['hub/redis', {}, 'pull hub/library/redis:latest'],
    ['hub/library/redis', {}, undefined],
    ['hub/', {}, undefined],
    ['hub/redis', { upstreamRegistryUrl: 'quay.io' }, undefined],
    ['hub/redis', { upstreamRepositoryPrefix: 'library' }, undefined],
    ['redis', { ecrRepositoryPrefix: 'ROOT' }, 'pull library/redis:latest'],
  ])('%s of Docker Hub %j', (repositoryName, more, remedy) => {
    const rule = { ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: hub, ...more };
    expect(pathDiagnosis({ prefix: 'hub', repositoryName }, rule)?.remedy).toBe(remedy);
  });
});

const tags = [{ Key: 'a', Value: 'b' }];
test.each<[object, string | undefined]>([
  [{}, undefined],
  [{ resourceTags: [] }, undefined],
  [{ resourceTags: tags }, 'tags'],
  [{ encryptionConfiguration: { encryptionType: 'AES256' } }, undefined],
  [{ encryptionConfiguration: { encryptionType: 'KMS' } }, 'a KMS key'],
  [{ encryptionConfiguration: { encryptionType: 'KMS_DSSE' } }, 'a KMS key'],
  [
    { resourceTags: tags, encryptionConfiguration: { encryptionType: 'KMS' } },
    'tags and a KMS key',
  ],
  [{ resourceTags: tags, customRoleArn: 'arn:aws:iam::123456789012:role/x' }, undefined],
])('a template %j cannot create a repository for %s', (more, what) => {
  const found = templateDiagnosis({ prefix: 'hub', ...more } as never);
  if (what) expect(found?.cause).toContain(` ${what} `);
  else expect(found).toBeUndefined();
});

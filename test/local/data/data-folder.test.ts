import { cpSync, existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreatePullThroughCacheRuleCommand,
  DescribePullThroughCacheRulesCommand,
  GetLifecyclePolicyCommand,
  PutLifecyclePolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { startLocalAws } from '../../../local/aws.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { base, login, pushBlob, pushImage, sha, startRegistry } from '../distribution/client.ts';
import { repositoryName } from '../images.ts';
import { imageOf, snapshotOf } from '../snapshots.ts';
import { startTestAws } from '../start.ts';

/** A registry with something of every kind, closed again. @returns its folder and what it had */
async function fillFolder() {
  const data = await temporaryFolder();
  const { aws, ecr, secretsManager, send } = await startRegistry({ data });
  const manifest = await pushImage(send, 'a', '1.0.0');
  const Name = 'ecr-pullthroughcache/hub';
  const SecretString = '{"username":"u","accessToken":"xyzzy"}';
  const secret = await secretsManager.send(new CreateSecretCommand({ Name, SecretString }));
  await ecr.send(
    new CreatePullThroughCacheRuleCommand({
      ecrRepositoryPrefix: 'docker-hub',
      upstreamRegistryUrl: 'registry-1.docker.io',
      credentialArn: secret.ARN,
    }),
  );
  const resourceArn = `arn:aws:ecr:eu-west-1:123456789012:repository/${repositoryName}`;
  await ecr.send(new TagResourceCommand({ resourceArn, tags: [{ Key: 'team', Value: 'a' }] }));
  const lifecyclePolicyText = JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 5 },
        action: { type: 'expire' },
      },
    ],
  });
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  const before = aws.snapshot();
  await aws.close();
  return { data, before, manifest, send, SecretString, Name, lifecyclePolicyText, aws };
}

const stateIn = (data: string) => join(data, 'regions/123456789012/eu-west-1/state.json');

describe('a data folder', () => {
  test('restores everything', async () => {
    const { data, before, manifest, SecretString, Name, ...filled } = await fillFolder();
    const restarted = await startTestAws({ data });
    const { aws, ecr, secretsManager } = restarted;
    expect(aws.snapshot()).toEqual(before);
    const send = await login(restarted);
    expect(await (await send('GET', `${base}/manifests/1.0.0`)).text()).toBe(manifest);
    expect(await (await send('GET', `${base}/blobs/${sha('layer a')}`)).text()).toBe('layer a');
    const value = await secretsManager.send(new GetSecretValueCommand({ SecretId: Name }));
    expect(value.SecretString).toBe(SecretString);
    const rules = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
    expect(rules.pullThroughCacheRules).toMatchObject([{ ecrRepositoryPrefix: 'docker-hub' }]);
    const policy = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    expect(policy.lifecyclePolicyText).toBe(filled.lifecyclePolicyText);
  });

  test('is readable by its owner only', async () => {
    const { data } = await fillFolder();
    expect(readFileSync(stateIn(data), 'utf8')).toContain('xyzzy');
    for (const file of globSync(join(data, 'regions/*/*/*'))) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  test('keeps tokens valid', async () => {
    const { data, send, aws } = await fillFolder();
    const again = await startTestAws({ data, port: aws.port });
    expect(again.aws.port).toBe(aws.port);
    expect((await send('GET', '/v2/')).status).toBe(200);
  });

  test('drops layers that no image uses', async () => {
    const data = await temporaryFolder();
    const { send, aws } = await startRegistry({ data });
    const digest = await pushBlob(send, 'nobody names this');
    const path = join(data, 'blobs/sha256', digest.slice(7, 9), digest.slice(7));
    expect(existsSync(path)).toBe(true);
    await aws.close();
    const again = await startTestAws({ data });
    expect(existsSync(path)).toBe(false);
    const resent = await login(again);
    expect((await resent('HEAD', `${base}/blobs/${digest}`)).status).toBe(404);
  });

  test('loads a snapshot only while it is new', async () => {
    const data = await temporaryFolder();
    const first = await startLocalAws({ data, snapshot: snapshotOf([imageOf('a')]) });
    await first.close();
    const { aws } = await startTestAws({ data, snapshot: snapshotOf([]) });
    expect(aws.snapshot().imageDetails).toHaveLength(1);
  });

  test('has a default region, which can be changed', async () => {
    const data = await temporaryFolder();
    const { aws } = await startRegistry({ data, region: 'us-east-1' });
    await aws.close();
    const again = await startTestAws({ data });
    expect(again.aws.region).toBe('us-east-1');
    expect(again.aws.snapshot().repositories).toHaveLength(1);
    await again.aws.close();
    const other = await startTestAws({ data, region: 'eu-south-1', accountId: '999999999999' });
    expect(other.aws.snapshot().repositories).toEqual([]);
    await other.aws.close();
    const back = await startTestAws({ data, region: 'us-east-1', accountId: '123456789012' });
    expect(back.aws.snapshot().repositories).toHaveLength(1);
  });

  test('of an earlier version, with one region only, is converted', async () => {
    const { data, before } = await fillFolder();
    const old = stateIn(data);
    const [head = '', ...body] = readFileSync(old, 'utf8').split('\n');
    const { journal: _, ...header } = JSON.parse(head);
    const copy = await temporaryFolder();
    cpSync(join(data, 'blobs'), join(copy, 'blobs'), { recursive: true });
    writeFileSync(join(copy, 'state.json'), [JSON.stringify(header), ...body].join('\n'));
    const { aws } = await startTestAws({ data: copy });
    expect(aws.snapshot()).toEqual(before);
  });
});

describe('a data folder is refused', () => {
  test.each([
    ['is text of another program', 'hello', 'ecr-steward did not write'],
    ['is JSON of another program', '{"repositories":[]}', 'ecr-steward did not write'],
    ['is empty', '', 'ecr-steward did not write'],
  ])('when state.json %s', async (_what, content, message) => {
    const data = await temporaryFolder();
    writeFileSync(join(data, 'state.json'), content);
    await expect(startLocalAws({ data })).rejects.toThrow(message);
  });

  test('when state.json is damaged, and stays as it is', async () => {
    const { data } = await fillFolder();
    const path = stateIn(data);
    const damaged = readFileSync(path, 'utf8').replace('1.0.0', '1.0.1');
    writeFileSync(path, damaged);
    await expect(startLocalAws({ data })).rejects.toThrow('is damaged');
    expect(readFileSync(path, 'utf8')).toBe(damaged);
  });

  test('when it holds other files', async () => {
    const data = await temporaryFolder();
    writeFileSync(join(data, 'thesis.doc'), '');
    await expect(startLocalAws({ data })).rejects.toThrow('contains thesis.doc');
  });

  test('when it is a file', async () => {
    const data = join(await temporaryFolder(), 'file');
    writeFileSync(data, '');
    await expect(startLocalAws({ data })).rejects.toThrow('cannot be used');
  });

  test('when another process has it', async () => {
    const data = await temporaryFolder();
    const first = await startTestAws({ data });
    const inUse = `is in use by process ${process.pid}`;
    await expect(startLocalAws({ data })).rejects.toThrow(inUse);
    await first.aws.close();
    await (await startLocalAws({ data })).close();
  });
});

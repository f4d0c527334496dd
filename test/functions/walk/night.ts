import {
  BatchDeleteImageCommand,
  DescribeImageReplicationStatusCommand,
  type ECRClient,
  PutImageTagMutabilityCommand,
  PutReplicationConfigurationCommand,
  StartImageScanCommand,
} from '@aws-sdk/client-ecr';
import { expect } from 'vitest';
import { visitorNames } from '../../../shared/steward/walk/occasion.ts';
import { startTestAws } from '../../local/start.ts';
import { roomy } from '../../support/acting.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { scansEnd, some } from '../../support/scanning.ts';
import { soon } from '../../support/soon.ts';
import { startTestStack, type TestStack } from '../../support/stack.ts';
import { archive, image } from '../storage-class/storage-class.ts';
import { bucketOf } from './walk.ts';

/** Every capability is on, each for repositories of its own, and may do what it does. */
const registryYml = `
limits: ${roomy}
naming:
  grace: 0s
  tags:
    - { rule: versions, repositories: ['named/**'], kinds: [semver], action: quarantine }
    - { rule: reported versions, repositories: ['told/**'], kinds: [semver] }
movedTags: [{ repositories: ['moved/**'] }]
baseline:
  - { repositories: ['based/**'], action: enforce, mutability: IMMUTABLE }
  - { repositories: ['told/**'], mutability: IMMUTABLE }
scanning: { rules: [{ rule: gate, repositories: ['scanned/**'], fail: { critical: 0 } }] }
pullThroughCache:
  rules: [{ prefix: quay.io, upstream: quay, repositories: { scanOnPush: true } }]
`;

/** The steps of a night, in their order: all repositories are in one slice. */
export const steps = [
  ...['configuration', 'begin', 'list', ...visitorNames.map((name) => `begin ${name}`)],
  ...['slice 0 from 0', ...visitorNames.map((name) => `done ${name} 0`), 'notify'],
];

/** ECR's clock stands, so that all nights find the same. */
const clock = new Date();

/**
 * A stack and its registry, which a night has found in order. No event reaches a function: whatever is done or
 * reported, the walk does.
 */
export async function inOrder(): Promise<TestStack> {
  const frankfurt = await startTestAws({ region: 'eu-central-1' });
  frankfurt.aws.faults.set([{ operations: ['ecr:ReplicateImage'], error: 'KmsError' }]);
  const options = {
    now: () => clock,
    peers: [frankfurt.aws],
    findings: { 'scanned/web:2.0.0': { findings: some(1, 'CRITICAL') } },
    uses: { functions: [{ name: 'resize', imageUri: image('used/web:1.0.0') }] },
  };
  const started = await startTestStack(registryYml, options, {}, () => true);
  const { ecr, stack } = started;
  expect(await stack.fire('cache')).toMatchObject({ ok: true });
  const destinations = [{ region: 'eu-central-1', registryId: '123456789012' }];
  const repositoryFilters = [{ filter: 'copied/', filterType: 'PREFIX_MATCH' as const }];
  const replicationConfiguration = { rules: [{ destinations, repositoryFilters }] };
  await ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
  for (const of of ['named', 'moved', 'scanned', 'used']) {
    await createRepositories(ecr, `${of}/web`);
    await push(ecr, `${of}/web`, ['1.0.0']);
  }
  await createRepositories(ecr, 'copied/web');
  await scan(ecr, '1.0.0');
  expect(await stack.fire('walk')).toMatchObject({ ok: true });
  expect(started.alerts()).toEqual([]);
  return started;
}

/** One thing wrong for each capability, and one more where it only reports. */
export async function breakEach(started: TestStack): Promise<void> {
  const { ecr } = started;
  await createRepositories(ecr, 'based/web', 'quay.io/org/web', 'told/web');
  await push(ecr, 'told/web', ['build-2'], manifest('told'));
  await push(ecr, 'named/web', ['build-1'], manifest('named'));
  await push(ecr, 'moved/web', ['1.0.0'], manifest('moved'));
  await push(ecr, 'scanned/web', ['2.0.0'], manifest('scanned'));
  await archive(started, 'used/web', '1.0.0');
  await scan(ecr, '2.0.0');
  await push(ecr, 'copied/web', ['1.0.0'], manifest('copied'));
  const copy = { repositoryName: 'copied/web', imageId: { imageTag: '1.0.0' } };
  await soon(async () => {
    const { replicationStatuses } = await ecr.send(new DescribeImageReplicationStatusCommand(copy));
    expect(replicationStatuses).toMatchObject([{ status: 'FAILED' }]);
  });
}

async function scan(ecr: ECRClient, imageTag: string): Promise<void> {
  const repositoryName = 'scanned/web';
  await ecr.send(new StartImageScanCommand({ repositoryName, imageId: { imageTag } }));
  await scansEnd(ecr, repositoryName, [imageTag]);
}

/** Brings in order what stands: a night only reports it. */
export async function mend({ ecr }: TestStack): Promise<void> {
  const tag = { repositoryName: 'told/web', imageIds: [{ imageTag: 'build-2' }] };
  await ecr.send(new BatchDeleteImageCommand(tag));
  const told = { repositoryName: 'told/web', imageTagMutability: 'IMMUTABLE' as const };
  await ecr.send(new PutImageTagMutabilityCommand(told));
  const archived = { repositoryName: 'used/web', imageIds: [{ imageTag: '1.0.0' }] };
  await ecr.send(new BatchDeleteImageCommand(archived));
}

/** What a night has come to: the registry, the alerts, and the files with rows, bit for bit. */
export async function endOf(started: TestStack) {
  const { imageDetails, repositories } = started.aws.snapshot();
  const bucket = bucketOf(started);
  // Those of actions have their ids, and when they were.
  const rows = (await bucket.keys()).filter((key) => /^(images|repositories)\//.test(key));
  const files = rows.map(async (key) => [key, (await bucket.bytes(key)).toString('base64')]);
  return {
    images: imageDetails.map((it) => `${it.repositoryName}:${it.imageTags?.toSorted()}`).toSorted(),
    settings: repositories
      .map((it) => {
        const { scanOnPush } = it.imageScanningConfiguration ?? {};
        return `${it.repositoryName} ${it.imageTagMutability}${scanOnPush ? ' scans' : ''}`;
      })
      .toSorted(),
    alerts: started.alerts().map(withoutIds).toSorted(),
    files: Object.fromEntries(await Promise.all(files)),
  };
}

/** Ids of actions have a time and a random part; and a tag is known since the night before. */
function withoutIds(text: string): string {
  return text.replace(/\b\d{8}T\d{9}Z-[0-9a-f]{8}\b/g, 'ID').replace(/^Since: .*$/m, 'Since: TIME');
}

/** The calls of a walk that write to DynamoDB, from now on. */
export function ledgerWrites({ aws }: TestStack): string[] {
  const writes: string[] = [];
  aws.onExchange(({ service, operation, principalArn = '', input }) => {
    const isWrite = /^(Put|Update|Delete|BatchWrite|TransactWrite)/.test(operation);
    if (service !== 'dynamodb' || !isWrite || !principalArn.includes('-walk')) return;
    writes.push(`${operation} ${JSON.stringify(input)}`);
  });
  return writes;
}

export const titles = (alerts: readonly string[]) => alerts.map((text) => text.split('\n')[0]);

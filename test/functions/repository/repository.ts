import {
  CreateRepositoryCommand,
  type CreateRepositoryCommandInput,
  DescribeRepositoriesCommand,
  type ECRClient,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand,
  PutRegistryScanningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { onTestFinished } from 'vitest';
import type { AwsEvent } from '../../../local/events/event.ts';
import { roomy } from '../../support/acting.ts';
import { sampleEvent, startTestStack, type TestStack } from '../../support/stack.ts';

const registryYml = `
limits: ${roomy}
naming:
  repositories: [{rule: lower letters, patterns: ['[a-z/-]+']}]
baseline:
  - {repositories: ['left/**']}
  - repositories: ['told/**']
    mutability: IMMUTABLE
    lifecycle: {expireUntaggedDays: 14}
  - repositories: ['replaced/**']
    action: enforce
    lifecycle: {expireUntaggedDays: 14}
    replaceLifecycle: true
  - repositories: ['kms/**']
    action: enforce
    encryption: {encryptionType: KMS}
  - repositories: ['team/**', 'observed/**', 'declared/**']
    action: enforce
    mutability: IMMUTABLE
    mutabilityExclusions: [latest]
    scanOnPush: true
    lifecycle: {expireUntaggedDays: 14, keepLast: 20}
    tags: {required: [owner], defaults: {cost-center: none}}
pullThroughCache: {rules: [{prefix: declared, upstream: quay}]}
`;

export const byHand = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: 'by hand',
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 7 },
      action: { type: 'expire' },
    },
  ],
});

export const isTrail = (event: AwsEvent) => event['detail-type'] === 'AWS API Call via CloudTrail';

export const start = (isLost?: (event: AwsEvent) => boolean) =>
  startTestStack(registryYml, {}, {}, isLost);

export async function create(
  { ecr, stack }: TestStack,
  repositoryName: string,
  settings: Partial<CreateRepositoryCommandInput> = {},
) {
  await ecr.send(new CreateRepositoryCommand({ repositoryName, ...settings }));
  await stack.idle();
}

/** Has the function check a repository, as by an event of a change of it; answers what has come of it. */
export async function checked({ stack, invocations }: TestStack, repositoryName: string) {
  const detail = { requestParameters: { repositoryName } };
  stack.deliver(sampleEvent('aws.ecr/cloudtrail-create-repository.json', detail));
  await stack.idle();
  return invocations.at(-1)?.outcome;
}

export async function lifecycleOf(
  ecr: ECRClient,
  repositoryName: string,
): Promise<string | undefined> {
  const found = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName })).catch(() => {});
  return found?.lifecyclePolicyText;
}

/** Mutability, scans, the number of lifecycle rules, and tags, in a line. */
export async function stateOf(ecr: ECRClient, repositoryName: string): Promise<string> {
  const input = { repositoryNames: [repositoryName] };
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand(input));
  const [{ repositoryArn: resourceArn, ...repository } = {}] = repositories;
  const { tags = [] } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
  const { rules = [] } = JSON.parse((await lifecycleOf(ecr, repositoryName)) ?? '{}');
  return [
    repository.imageTagMutability,
    repository.imageScanningConfiguration?.scanOnPush ? 'scans' : 'no scans',
    `${rules.length} rules`,
    tags.map(({ Key, Value }) => `${Key}=${Value}`).join(),
  ].join(' ');
}

export const inLine = 'IMMUTABLE_WITH_EXCLUSION scans 3 rules cost-center=none';

export function recordWrites({ aws }: TestStack): string[] {
  const writes: string[] = [];
  onTestFinished(
    aws.onExchange(({ service, operation }) => {
      if (service === 'ecr' && /^(Put|Tag|Create|Delete)/.test(operation)) writes.push(operation);
    }),
  );
  return writes;
}

export const repositoryArns = 'arn:aws:ecr:eu-west-1:123456789012:repository/';

/** Has images of repositories that match the filter scanned when they are pushed. */
export const configureScanning = (ecr: ECRClient, scanType: 'BASIC' | 'ENHANCED', filter: string) =>
  ecr.send(
    new PutRegistryScanningConfigurationCommand({
      scanType,
      rules: [
        {
          scanFrequency: 'SCAN_ON_PUSH',
          repositoryFilters: [{ filter, filterType: 'WILDCARD' }],
        },
      ],
    }),
  );

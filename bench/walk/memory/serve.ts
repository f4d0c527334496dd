import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient, paginateDescribeImages } from '@aws-sdk/client-ecr';
import { startLocalAws, type Uses } from '../../../local/aws.ts';
import type { SyntheticSize } from '../../../local/ecr/synthetic/size.ts';
import { deploy } from '../../deploy.ts';
import { writeTags } from '../record-tags.ts';

/** A stack over a synthetic registry in a separate process, with the tags of some repositories in its table. */
export interface Asked {
  synthetic: SyntheticSize;
  registryYml: string;
  /** Repositories whose tags are recorded as a night before has. */
  recorded: readonly string[];
  /** What runs. Default: nothing. */
  uses?: Uses;
}

/** The environment of a process that does what the function `walk` does: the first message. */
export type Served = Readonly<Record<string, string>>;

const { registryYml, recorded, ...asked } = JSON.parse(process.argv[2] ?? '{}') as Asked;
const aws = await startLocalAws({ ...asked, auth: false });
const { resources } = await deploy(aws, registryYml);
const nameOf = (resource: string) => resources[resource]?.name ?? '';
const { endpoint, region, accountId } = aws;
const stack = nameOf('Ledger').replace(/-ledger$/, '');
await recordAll();
// Each message is answered by the calls of ECR since the last one.
let calls = 0;
aws.onExchange(({ service }) => {
  if (service === 'ecr') calls += 1;
});
process.on('message', () => {
  process.send?.(calls);
  calls = 0;
});
process.send?.({
  ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, ACCOUNT_ID: accountId },
  ...{ STACK_NAME: stack, STAGE: 'local', LEDGER_TABLE: nameOf('Ledger') },
  ...{ TAGS_TABLE: nameOf('Tags'), INVENTORY_BUCKET: nameOf('InventoryBucket') },
  ALERT_TOPIC_ARN: `arn:aws:sns:${region}:${accountId}:${nameOf('AlertTopic')}`,
} satisfies Served);

async function recordAll(): Promise<void> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const settings = { endpoint, region, credentials };
  const [ecr, dynamodb] = [new ECRClient(settings), new DynamoDBClient(settings)];
  const filter = { imageStatus: 'ANY' as const };
  for (const repositoryName of recorded) {
    const paging = { client: ecr, pageSize: 1000 };
    for await (const page of paginateDescribeImages(paging, { repositoryName, filter })) {
      await writeTags(dynamodb, nameOf('Tags'), page.imageDetails ?? []);
    }
  }
  ecr.destroy();
  dynamodb.destroy();
}

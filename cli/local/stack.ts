import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type LocalAws, startLocalAws } from '../../local/aws.ts';
import type { LocalAwsOptions } from '../../local/options.ts';
import { startNoStack } from '../../local/stack/no-stack.ts';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import { ownerFile } from '../../shared/actions/owner.ts';
import { activate } from '../../shared/config/active/activate.ts';
import { readText } from '../../shared/config/document/read-text.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import { isUpstreamName, upstreams } from '../../shared/config/schema/cache/upstreams.ts';
import { stackParametersOf } from '../../shared/config/stack-parameters/needed.ts';

/** A local AWS on which the stack of this checkout runs. */
export interface LocalStack {
  aws: LocalAws;
  stack: Stack;
  close(): Promise<void>;
}

/** The options of the local AWS. */
type AwsOptions = Pick<
  LocalAwsOptions,
  | 'port'
  | 'region'
  | 'accountId'
  | 'accounts'
  | 'snapshot'
  | 'synthetic'
  | 'data'
  | 'upstreams'
  | 'findings'
  | 'uses'
  | 'iam'
>;

/** The same, and the registry.yml of the functions. */
type StackOptions = { config: string } & AwsOptions;

/** The checkout, which has serverless.yml. */
const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** @throws when the port is in use, or serverless.yml or registry.yml is invalid. */
export async function startLocalStack({ config, ...aws }: StackOptions): Promise<LocalStack> {
  // Its problems are reported before anything is started.
  const parameters = stackParametersOf(loadRegistryConfig(config));
  const started = await startLocalAws(aws);
  try {
    const environment = { UPSTREAM_ADDRESSES: upstreamAddresses(aws.upstreams) };
    const stack = await startStack(started, { directory: checkout, environment, parameters });
    await activateOn(started, stack, config);
    return { aws: started, stack, close: () => closeAll(stack, started) };
  } catch (error) {
    await started.close();
    throw error;
  }
}

/** Makes registry.yml the active one of the stack, as `config push` does after a deployment. */
async function activateOn(
  { endpoint, region }: LocalAws,
  { resources }: Stack,
  config: string,
): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamodb = new DynamoDBClient({ endpoint, region, credentials });
  const table = { dynamodb, table: resources.Ledger?.name ?? '' };
  const activation = { source: readText(config), file: ownerFile(config), by: 'ecr-steward local' };
  await activate(table, activation, new Date()).finally(() => dynamodb.destroy());
}

/** The AWS without functions. @throws when the port is in use. */
export async function startAwsAlone(options: AwsOptions): Promise<LocalStack> {
  const aws = await startLocalAws(options);
  const stack = startNoStack(aws);
  return { aws, stack, close: () => closeAll(stack, aws) };
}

/** Functions that call an upstream find the one on this machine. */
function upstreamAddresses(addresses: StackOptions['upstreams'] = {}): string {
  return Object.entries(addresses)
    .flatMap(([name, address]) => {
      const host = isUpstreamName(name) ? upstreams[name].url : undefined;
      return host === undefined ? [] : [`${host}=${address}`];
    })
    .join(',');
}

async function closeAll(stack: Stack, aws: LocalAws): Promise<void> {
  await stack.close();
  await aws.close();
}

/**
 * Shell lines that point the AWS CLI and every SDK to a local AWS, and the command `warm` to the upstreams on this
 * machine.
 */
export function exportLines(
  { endpoint, region }: Pick<LocalAws, 'endpoint' | 'region'>,
  addresses?: StackOptions['upstreams'],
): string[] {
  const upstreamsHere = upstreamAddresses(addresses);
  return [
    `export AWS_ENDPOINT_URL=${endpoint}`,
    `export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    ...(upstreamsHere === '' ? [] : [`export UPSTREAM_ADDRESSES=${upstreamsHere}`]),
    'export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
  ];
}

import { fileURLToPath } from 'node:url';
import { type LocalAws, startLocalAws } from '../../local/aws.ts';
import type { LocalAwsOptions } from '../../local/options.ts';
import { startNoStack } from '../../local/stack/no-stack.ts';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import { isUpstreamName, upstreams } from '../../shared/config/schema/upstreams.ts';

/** An embedded AWS with the functions of serverless.yml deployed on it. */
export interface LocalStack {
  aws: LocalAws;
  stack: Stack;
  close(): Promise<void>;
}

/** What the embedded AWS is started with. */
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
>;

/** The same, and the registry.yml that the functions get. */
type StackOptions = { config: string } & AwsOptions;

/** Where serverless.yml is: the checkout that this file is in. */
const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** @throws when the port is taken, or serverless.yml or registry.yml cannot be followed. */
export async function startLocalStack({ config, ...aws }: StackOptions): Promise<LocalStack> {
  // Its problems are better told by us than by the bundler.
  loadRegistryConfig(config);
  // The bundler takes registry.yml from here, in packaging as on this machine.
  process.env.ECR_STEWARD_CONFIG = config;
  const started = await startLocalAws(aws);
  try {
    const environment = { UPSTREAM_ADDRESSES: upstreamAddresses(aws.upstreams) };
    const stack = await startStack(started, { directory: checkout, environment });
    return { aws: started, stack, close: () => closeAll(stack, started) };
  } catch (error) {
    await started.close();
    throw error;
  }
}

/** The AWS alone. @throws when the port is taken. */
export async function startAwsAlone(options: AwsOptions): Promise<LocalStack> {
  const aws = await startLocalAws(options);
  const stack = startNoStack(aws);
  return { aws, stack, close: () => closeAll(stack, aws) };
}

/** Functions that ask an upstream themselves find the one on this machine, and none elsewhere. */
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
 * The shell lines that point the AWS CLI and every SDK to an embedded AWS, and the command `warm` to the upstreams
 * on this machine.
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

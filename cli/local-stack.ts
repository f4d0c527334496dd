import { fileURLToPath } from 'node:url';
import { type LocalAws, startLocalAws } from '../local/aws.ts';
import type { Snapshot } from '../local/ecr/snapshot.ts';
import { type Stack, startStack } from '../local/stack/stack.ts';
import { loadRegistryConfig } from '../shared/config/load.ts';

/** An embedded AWS with the functions of serverless.yml deployed on it. */
export interface LocalStack {
  aws: LocalAws;
  stack: Stack;
  close(): Promise<void>;
}

/** Where serverless.yml is: the checkout that this file is in. */
const checkout = fileURLToPath(new URL('..', import.meta.url));

/** @throws when the port is taken, or serverless.yml or registry.yml cannot be followed. */
export async function startLocalStack(options: {
  port: number;
  config: string;
  region?: string;
  snapshot?: Snapshot;
}): Promise<LocalStack> {
  // Its problems are better told by us than by the bundler.
  loadRegistryConfig(options.config);
  // The bundler takes registry.yml from here, in packaging as on this machine.
  process.env.ECR_STEWARD_CONFIG = options.config;
  const { port, region, snapshot } = options;
  const aws = await startLocalAws({
    port,
    ...(region && { region }),
    ...(snapshot && { snapshot }),
  });
  try {
    const stack = await startStack(aws, { directory: checkout });
    return { aws, stack, close: () => closeAll(stack, aws) };
  } catch (error) {
    await aws.close();
    throw error;
  }
}

async function closeAll(stack: Stack, aws: LocalAws): Promise<void> {
  await stack.close();
  await aws.close();
}

/** The shell lines that point the AWS CLI and every SDK to an embedded AWS. */
export function exportLines({ endpoint, region }: LocalAws): string[] {
  return [
    `export AWS_ENDPOINT_URL=${endpoint}`,
    `export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    'export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
  ];
}

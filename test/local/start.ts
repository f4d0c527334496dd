import { type CreateRepositoryCommandInput, ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished } from 'vitest';
import { type StartedAws, startLocalAws } from '../../local/aws.ts';
import type { LocalAwsOptions } from '../../local/options.ts';
import { createRepository } from './images.ts';
import { checkExchanges } from './model.ts';

export interface TestAws {
  aws: StartedAws;
  ecr: ECRClient;
  secretsManager: SecretsManagerClient;
  /** What any other SDK client needs to reach it. */
  config: ReturnType<typeof clientConfig>;
}

/**
 * Starts a local AWS for one test, with clients that do not retry. It is closed after the test, which fails if a
 * response violated AWS's API model.
 */
export async function startTestAws(options: LocalAwsOptions = {}): Promise<TestAws> {
  const aws = await startLocalAws(options);
  const { problems } = checkExchanges(aws);
  const config = clientConfig(aws);
  const ecr = new ECRClient(config);
  const secretsManager = new SecretsManagerClient(config);
  onTestFinished(async () => {
    ecr.destroy();
    secretsManager.destroy();
    await aws.close();
    expect(problems).toEqual([]);
  });
  return { aws, ecr, secretsManager, config };
}

/** As `startTestAws`, with the one repository that most tests are about. */
export async function startWithRepository(
  settings: Partial<CreateRepositoryCommandInput> = {},
): Promise<TestAws> {
  const started = await startTestAws();
  await createRepository(started.ecr, settings);
  return started;
}

export function clientConfig({ endpoint, region }: { endpoint: string; region: string }) {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
}

/** What a call is refused with: exception name, message and HTTP status. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = Reflect.get(error, '$metadata') ?? {};
    const status: unknown = Reflect.get(metadata as object, 'httpStatusCode');
    return {
      name: error.name,
      message: error.message,
      status: typeof status === 'number' ? status : undefined,
    };
  }
  throw new Error('the call was not refused');
}

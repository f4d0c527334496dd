import { dirname } from 'node:path';
import type { FunctionConfiguration } from './configuration.ts';

/**
 * The whole environment of a function: Lambda's own variables, credentials that are valid only here, the
 * endpoint of the local AWS, and the function's. Nothing is inherited from this process: a developer's AWS profile is never
 * used, and a variable that is missing in the configuration is noticed.
 */
export function variablesOf(
  configuration: FunctionConfiguration,
  logStreamName: string,
): Record<string, string> {
  const { functionName, file, region, credentials } = configuration;
  const home = dirname(file);
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: configuration.endpoint,
    // Of its own, so that a call shows which function made it.
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? functionName,
    AWS_SECRET_ACCESS_KEY: 'test',
    ...(credentials && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: versionOf(configuration),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    LAMBDA_TASK_ROOT: home,
    HOME: home,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: configuration.handler,
    ...configuration.environment,
  };
}

/** The version that runs: the alias of a function that has one points to the first. */
export function versionOf({ alias }: FunctionConfiguration): string {
  return alias === undefined ? '$LATEST' : '1';
}

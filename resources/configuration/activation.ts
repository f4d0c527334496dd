import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ownerFile } from '../../shared/actions/owner.ts';
import { type Activated, activate } from '../../shared/config/active/activate.ts';
import { announce } from '../../shared/config/active/announce.ts';
import { checkForDeployment } from '../../shared/config/build/deployment.ts';
import { recordingCalls } from '../../shared/runtime/called.ts';
import { callerArn } from '../../shared/runtime/caller.ts';
import { explain } from '../../shared/runtime/explain.ts';

/** A registry.yml that can be activated. */
export interface Checked {
  /** As ECR_STEWARD_CONFIG names it. */
  path: string;
  source: string;
}

/** Where the stack is deployed. */
export interface Deployment {
  stack: string;
  /** Region, credentials and proxy that the framework deploys with. */
  settings: Pick<DynamoDBClientConfig, 'region' | 'credentials' | 'requestHandler' | 'endpoint'>;
}

/** @throws NotDeployableError with all problems of the file. */
export function checked(
  { ECR_STEWARD_CONFIG: path = 'registry.yml' }: NodeJS.ProcessEnv,
  notify: (line: string) => void,
): Checked {
  return { path, source: checkForDeployment(path, notify) };
}

/**
 * Activates the file in the ledger of the stack, and sends the event.
 *
 * @returns what to print.
 * @throws NotActivatedError
 */
export async function activateFor(
  deployment: Deployment,
  configuration: Checked,
): Promise<string[]> {
  const { stack, settings } = deployment;
  const dynamodb = recordingCalls(new DynamoDBClient(settings));
  try {
    const table = { dynamodb, table: `${stack}-ledger` };
    const { path, source } = configuration;
    const by = await callerArn(settings);
    const activated = await activate(table, { source, file: ownerFile(path), by }, new Date());
    return [textOf(path, activated), ...(await announced(deployment, activated))];
  } catch (cause) {
    throw new NotActivatedError(deployment, configuration, cause);
  } finally {
    dynamodb.destroy();
  }
}

function textOf(path: string, { version: { version }, unchanged }: Activated): string {
  if (unchanged) return `${path} is active already, as version ${version}`;
  return `${path} is active as version ${version}: functions work with it within a minute`;
}

/** It is active without the event, too. @returns a note where the event cannot be sent. */
async function announced(
  { stack, settings }: Deployment,
  { version, unchanged }: Activated,
): Promise<string[]> {
  if (unchanged) return [];
  const eventbridge = recordingCalls(new EventBridgeClient(settings));
  try {
    await announce(eventbridge, stack, version);
    return [];
  } catch (error) {
    return [
      `note: ${whyOf(error)}. Settings of repositories follow at night. Cache rules follow within six hours`,
    ];
  } finally {
    eventbridge.destroy();
  }
}

function whyOf(error: unknown): string {
  return explain(error) ?? String(error);
}

/** The stack is deployed, and its registry.yml could not be activated. */
export class NotActivatedError extends Error {
  override name = 'NotActivatedError' as const;

  constructor({ stack, settings }: Deployment, { path }: Checked, cause: unknown) {
    const file = path === 'registry.yml' ? '' : ` -c ${path}`;
    const region = typeof settings.region === 'string' ? ` --region ${settings.region}` : '';
    super(
      `the stack ${stack} is deployed, and ${path} is not active: ${whyOf(cause)}. Functions go on with the ` +
        'configuration that was active, if any. Activate it with: npx ecr-steward config push ' +
        `--stack ${stack}${region}${file}`,
      { cause },
    );
  }
}

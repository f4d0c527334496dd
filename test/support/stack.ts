import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { LocalAwsOptions } from '../../local/aws.ts';
import type { AwsEvent } from '../../local/events/event.ts';
import { type Invocation, type Stack, startStack } from '../../local/stack/stack.ts';
import { startTestAws, type TestAws } from '../local/start.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestStack extends TestAws {
  stack: Stack;
  invocations: Invocation[];
  /** The messages that subscribers of the alert topic got so far. */
  alerts(): string[];
  /** The messages in the dead-letter queue. */
  deadLetters(): string[];
}

/** The service of this checkout on an AWS of the test's own, bundled with the test's own registry.yml. */
export async function startTestStack(
  registryYml: string,
  options: LocalAwsOptions = {},
): Promise<TestStack> {
  const started = await startTestAws(options);
  const folder = await temporaryFolder({ 'registry.yml': registryYml });
  vi.stubEnv('ECR_STEWARD_CONFIG', join(folder, 'registry.yml'));
  const stack = await startStack(started.aws, { directory: '.', retryDelaysMs: [1, 1] });
  onTestFinished(async () => {
    await stack.close();
    vi.unstubAllEnvs();
  });
  const invocations: Invocation[] = [];
  stack.onInvocation((invocation) => void invocations.push(invocation));
  const { storage } = started.aws;
  storage.createQueue('mailbox');
  storage.subscribe({
    topic: stack.resources.AlertTopic?.name ?? '',
    queue: 'mailbox',
    attributes: { RawMessageDelivery: 'true' },
  });
  const bodies = (queue: string) =>
    storage.inspectQueue(queue)?.messages.ready.map(({ body }) => body) ?? [];
  return {
    ...started,
    stack,
    invocations,
    alerts: () => bodies('mailbox'),
    deadLetters: () => bodies(stack.resources.DeadLetters?.name ?? ''),
  };
}

/** A stored sample event, with members of its detail changed. */
export function sampleEvent(file: string, detail: object = {}): AwsEvent {
  const event = JSON.parse(readFileSync(join('events', file), 'utf8')) as AwsEvent;
  return { ...event, detail: { ...(event.detail as object), ...detail } };
}

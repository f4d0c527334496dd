import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AwsEvent } from '../../local/events/event.ts';
import type { LocalAwsOptions } from '../../local/options.ts';
import { type Invocation, type Stack, startStack } from '../../local/stack/stack.ts';
import type { Ledger } from '../../shared/alerts/ledger/ledger.ts';
import { parseRegistryConfig } from '../../shared/config/load.ts';
import { stackParametersOf } from '../../shared/config/stack-parameters/needed.ts';
import { startTestAws, type TestAws } from '../local/start.ts';
import { allowAll, createLedger } from './acting.ts';
import { activateOn } from './activated.ts';
import { bundled, serviceFor } from './bundles.ts';
import { watchSecrets } from './secrets.ts';
import type { RightsRequest } from './template/record.ts';
import { appendTo, recordRequests } from './template/requests.ts';

export interface TestStack extends TestAws {
  stack: Stack;
  ledger: Ledger;
  invocations: Invocation[];
  /** The messages to subscribers of the alert topic so far, with wrapped lines rejoined. */
  alerts(): string[];
  /** Events of the source ecr-steward so far. */
  ownEvents: AwsEvent[];
  /** The messages in the dead-letter queue. */
  deadLetters(): string[];
  /** What the functions have asked of IAM so far, and got. */
  requests: readonly RightsRequest[];
}

/**
 * The service of this checkout on a local AWS, with the test's registry.yml active.
 *
 * @param environment - Further variables of every function.
 * @param isLost - Whether an event is lost, as can happen to ECR's.
 * @param isAllowed - Whether all rules are allowed, which they are not in a new stack.
 * @param params - Parameters of the packaging: `without=walk`.
 */
export async function startTestStack(
  registryYml: string,
  options: LocalAwsOptions = {},
  environment: Record<string, string> = {},
  isLost: (event: AwsEvent) => boolean = () => false,
  isAllowed = true,
  params: readonly string[] = [],
): Promise<TestStack> {
  const started = await startTestAws(options);
  const ledger = await createLedger(started, `${localStack}-ledger`);
  if (isAllowed) await allowAll(started, ledger, { stack: localStack, file: 'x' }, registryYml);
  await activateOn(started.aws, `${localStack}-ledger`, registryYml);
  const { bus } = started.aws;
  const service = await serviceFor(started.aws, params);
  const parameters = stackParametersOf(parseRegistryConfig(registryYml));
  const requests = recordRequests(started.aws, parameters);
  const subscribe: typeof bus.subscribe = (listener) =>
    bus.subscribe((event) => isLost(event) || listener(event));
  const stack = await startStack(
    { ...started.aws, bus: { ...bus, subscribe } },
    {
      directory: '.',
      retryDelaysMs: [1, 1],
      ...(await bundled()),
      service,
      parameters,
      environment: { GATHER_SECONDS: '0', ...environment },
    },
  );
  onTestFinished(async () => {
    await stack.close();
    const { RECORD_REQUESTS: file } = process.env;
    if (file) appendTo(file, requests);
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
  const alerts = () => bodies('mailbox').map((body) => body.replace(/\n {4,}(?=\S)/g, ' '));
  const ownEvents: AwsEvent[] = [];
  bus.subscribe((event) => void (event.source === 'ecr-steward' && ownEvents.push(event)));
  const deadLetters = () => bodies(stack.resources.DeadLetters?.name ?? '');
  watchSecrets(started.aws, () => [invocations, alerts(), ownEvents, deadLetters()]);
  return { ...started, stack, ledger, invocations, alerts, ownEvents, deadLetters, requests };
}

/** The name of the local stack in serverless.yml. */
const localStack = 'ecr-steward-local';

/** A stored sample event, with members of its detail changed. */
export function sampleEvent(file: string, detail: object = {}): AwsEvent {
  const event = JSON.parse(readFileSync(join('events', file), 'utf8')) as AwsEvent;
  return { ...event, detail: { ...(event.detail as object), ...detail } };
}

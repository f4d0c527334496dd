import { readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { LocalAwsOptions } from '../../local/aws.ts';
import type { AwsEvent } from '../../local/events/event.ts';
import { type Bundle, bundleFunctions, createBundleDirectory } from '../../local/lambda/bundle.ts';
import { readService } from '../../local/stack/service.ts';
import { type Invocation, type Stack, startStack } from '../../local/stack/stack.ts';
import { startTestAws, type TestAws } from '../local/start.ts';
import { watchSecrets } from './secrets.ts';

export interface TestStack extends TestAws {
  stack: Stack;
  invocations: Invocation[];
  /** The messages that subscribers of the alert topic got so far. */
  alerts(): string[];
  /** The messages in the dead-letter queue. */
  deadLetters(): string[];
}

/**
 * The service of this checkout on an AWS of the test's own, bundled with the test's own registry.yml.
 *
 * @param environment - Further variables of every function.
 * @param isLost - Whether an event never reaches the rules, as happens to those of ECR.
 */
export async function startTestStack(
  registryYml: string,
  options: LocalAwsOptions = {},
  environment: Record<string, string> = {},
  isLost: (event: AwsEvent) => boolean = () => false,
): Promise<TestStack> {
  const started = await startTestAws(options);
  const { bundles, file } = await bundlesFor(registryYml);
  const { bus } = started.aws;
  const subscribe: typeof bus.subscribe = (listener) =>
    bus.subscribe((event) => isLost(event) || listener(event));
  vi.stubEnv('ECR_STEWARD_CONFIG', file);
  const stack = await startStack(
    { ...started.aws, bus: { ...bus, subscribe } },
    {
      directory: '.',
      retryDelaysMs: [1, 1],
      bundles,
      environment,
    },
  ).finally(() => vi.unstubAllEnvs());
  onTestFinished(() => stack.close());
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
  const alerts = () => bodies('mailbox');
  const deadLetters = () => bodies(stack.resources.DeadLetters?.name ?? '');
  watchSecrets(started.aws, () => [invocations, alerts(), deadLetters()]);
  return { ...started, stack, invocations, alerts, deadLetters };
}

interface Bundled {
  bundles: ReadonlyMap<string, Bundle>;
  /** The registry.yml that is in them. */
  file: string;
}

const made = new Map<string, Promise<Bundled>>();
const folders: string[] = [];

/** The functions bundled with a registry.yml: once per process, as nothing in them changes. */
function bundlesFor(registryYml: string): Promise<Bundled> {
  const known = made.get(registryYml) ?? bundleWith(registryYml);
  made.set(registryYml, known);
  return known;
}

async function bundleWith(registryYml: string): Promise<Bundled> {
  const account = { region: 'eu-west-1', accountId: '123456789012' };
  const service = await readService({ directory: '.', stage: 'test', ...account });
  const folder = await createBundleDirectory(service.directory);
  folders.push(folder);
  const file = join(folder, 'registry.yml');
  await writeFile(file, registryYml);
  vi.stubEnv('ECR_STEWARD_CONFIG', file);
  const declared = service.configuration.functions as Record<string, { handler: string }>;
  const functions = Object.entries(declared).map(([name, { handler }]) => ({ name, handler }));
  const bundles = await bundleFunctions({ ...service, functions }, folder);
  vi.unstubAllEnvs();
  return { bundles, file };
}

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A stored sample event, with members of its detail changed. */
export function sampleEvent(file: string, detail: object = {}): AwsEvent {
  const event = JSON.parse(readFileSync(join('events', file), 'utf8')) as AwsEvent;
  return { ...event, detail: { ...(event.detail as object), ...detail } };
}

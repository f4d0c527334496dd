import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AwsEvent } from '../../local/events/event.ts';
import { compilePattern } from '../../local/events/pattern.ts';
import { bundled } from '../support/bundles.ts';
import { createRepositories, push } from '../support/images.ts';
import { sampleEvent, startTestStack, type TestStack } from '../support/stack.ts';

const registryYml = `
naming:
  tags: [{rule: versions only, kinds: [semver], action: quarantine}]
movedTags: [{mutable: [latest]}]
baseline: [{repositories: ['other/**'], tags: {required: [owner]}}]
scanning: {rules: [{rule: all, fail: {critical: 0}}]}
`;

/** Functions that read their event; the others run on any occasion, whatever it says. */
const readers = [
  ...['push', 'pull-failure', 'replication', 'storage-class', 'unknown-event'],
  ...['repository', 'moved-tags', 'scan', 'deletion', 'alarm'],
];

const SEED = 20261121;

/** Mutations of each sample. */
const PER_SAMPLE = 2;

const MARK = 'INJECTED';

const hostile = [
  `1.0.0\n${MARK}: all is well`,
  `"}\n{"level":"INFO","message":"${MARK}"}`,
  `\r\n${MARK}\u2028${MARK}\u2029${MARK}`,
  '\u001b[31mred\u0007\u009b',
  '\u202Egnp.exe\u2066',
  `<script>${MARK}</script>`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what somebody may push
  '${jndi:ldap://example.org/a}',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  'quarantine-',
  '\ud800',
  '',
  'x'.repeat(100_000),
];
const wrongTypes = [null, 0, -1, 1e308, true, [], {}, [[]], { a: { b: { c: { d: 1 } } } }];

/** The members of an event, however deep, by their paths. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, it]) => pathsOf(it, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

/** The value with the member at the path set, or taken out for `undefined`. */
function changed(value: unknown, [key, ...rest]: readonly string[], member: unknown): unknown {
  if (key === undefined) return member;
  if (Array.isArray(value)) {
    return value.map((it, at) => (String(at) === key ? changed(it, rest, member) : it));
  }
  const object = Object(value) as Record<string, unknown>;
  const entries = Object.entries(object).filter(([name]) => name !== key);
  const inner = changed(object[key], rest, member);
  return Object.fromEntries(inner === undefined ? entries : [...entries, [key, inner]]);
}

function mutationsOf(event: object): fc.Arbitrary<unknown> {
  const path = fc.constantFrom(...pathsOf(event));
  // What people choose is met more often than the rest.
  const named = fc.constantFrom(
    ...['repository-name', 'image-tag', 'ecr-repository-prefix', 'failure-code', 'failure-reason']
      .filter((key) => Object.hasOwn(Object(Reflect.get(event, 'detail')), key))
      .concat('extra')
      .map((key) => ['detail', key]),
  );
  const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 400 }));
  return fc.oneof(
    fc.tuple(named, text).map(([at, value]) => changed(event, at, value)),
    fc.tuple(path, text).map(([at, value]) => changed(event, at, value)),
    fc.tuple(path, fc.constantFrom(...wrongTypes)).map(([at, value]) => changed(event, at, value)),
    path.map((at) => changed(event, at, undefined)),
    fc.tuple(text, text).map(([key, value]) => changed(event, ['detail', key], value)),
  );
}

/** Those of the repository, and those that AWS's guide was collected into, where they are. */
function samples(): object[] {
  const more = join('..', 'shared', 'reference', 'events');
  const files = ['events', ...(existsSync(more) ? [more] : [])].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => basename(file).endsWith('.json'))
      .map((file) => join(folder, file)),
  );
  return files.sort().map((file) => JSON.parse(readFileSync(file, 'utf8')) as object);
}

const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

type Handler = (event: unknown, context: object) => Promise<unknown>;

function contextOf(functionName: string): object {
  return { functionName, awsRequestId: 'one', getRemainingTimeInMillis: () => 900_000 };
}

/** The bundled handlers in this process: a worker each would take minutes for as many cases. */
async function handlersIn({ aws, stack }: TestStack): Promise<ReadonlyMap<string, Handler>> {
  const { bundles } = await bundled();
  const variables = {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ALERT_TOPIC_ARN: stack.resources.AlertTopic?.ref ?? '',
    LEDGER_TABLE: stack.resources.Ledger?.ref ?? '',
    INVENTORY_BUCKET: stack.resources.InventoryBucket?.ref ?? '',
    TAGS_TABLE: stack.resources.Tags?.ref ?? '',
    GATHER_SECONDS: '0',
    ACCOUNT_ID: aws.accountId,
    STAGE: 'local',
    STACK_NAME: 'ecr-steward-local',
    UPSTREAM_ADDRESSES: '',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const inProcess = stack.functions.filter(({ durable }) => !durable);
  const loaded = inProcess.map(async ({ name }) => {
    const { file = '' } = bundles.get(name) ?? {};
    const { handler } = (await import(file)) as { handler: Handler };
    return [name, handler] as const;
  });
  return new Map(await Promise.all(loaded));
}

/** What is written to this process's streams from now on, by line. */
function captureLines(): () => string[] {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    onTestFinished(() => void spy.mockRestore());
  }
  return () => written.join('').split('\n').filter(Boolean);
}

/** Neither handled nor refused: Lambda would try again, and give up. */
interface Thrown {
  name: string;
  event: unknown;
  error: unknown;
}

test('every sample and its mutations are handled, or refused with a reason', async () => {
  const started = await startTestStack(registryYml, {}, {}, () => true);
  await createRepositories(started.ecr, 'team-a/web-app');
  const handlers = await handlersIn(started);
  const { functions } = started.stack;
  const patterns = functions.map(({ name, patterns: all }) => ({
    name,
    matches: all.map(compilePattern),
  }));
  const matching = (event: unknown) =>
    patterns.filter(({ matches }) => matches.some((it) => it(event as AwsEvent)));

  const events = samples();
  const cases = events.flatMap((event) => [
    event,
    ...fc.sample(mutationsOf(event), { seed: SEED, numRuns: PER_SAMPLE }),
  ]);
  const noEvents = [null, 'text', 42, true, [], {}, [events[0]]];
  const lines = captureLines();
  const thrown: Thrown[] = [];
  const refused: unknown[] = [];
  let invoked = 0;

  async function hand(name: string, event: unknown): Promise<void> {
    const handler = handlers.get(name);
    if (!handler) return;
    invoked += 1;
    try {
      const result: unknown = await handler(event, contextOf(name));
      if (Object(result).acknowledged === true) refused.push(Object(result).problems);
    } catch (error) {
      thrown.push({ name, event, error });
    }
  }

  async function handAll(name: string): Promise<void> {
    const reads = readers.includes(name);
    for (const event of noEvents) await hand(name, event);
    for (const event of cases) {
      const byRule = matching(event).some((it) => it.name === name);
      if (reads || byRule) await hand(name, event);
    }
  }

  await Promise.all([...handlers.keys()].map(handAll));

  expect(thrown).toEqual([]);
  for (const problems of refused) {
    expect(problems).toEqual(expect.arrayContaining([expect.any(String)]));
  }
  for (const line of lines()) {
    expect(() => JSON.parse(line) as unknown, line.slice(0, 300)).not.toThrow();
    expect(line.length).toBeLessThan(20_000);
  }
  for (const line of started.alerts().flatMap((alert) => alert.split('\n'))) {
    expect(line).not.toMatch(steering);
    expect(line.startsWith(MARK)).toBe(false);
    expect(line.length).toBeLessThan(2000);
  }
  // So that this test does not say more than it has seen.
  expect(events.length).toBeGreaterThanOrEqual(42);
  expect(invoked).toBeGreaterThan(readers.length * cases.length);
  expect(refused.length).toBeGreaterThan(500);
  expect(started.alerts().length).toBeGreaterThan(3);
  expect(lines().length).toBeGreaterThan(500);
});

test('the same event twice has one effect and is reported once', async () => {
  const { aws, ecr, stack, alerts, invocations } = await startTestStack(registryYml, {
    uses: {
      services: [
        {
          cluster: 'prod',
          name: 'web',
          images: ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/web-app:1.0.0'],
        },
      ],
    },
  });
  await createRepositories(ecr, 'team-a/web-app');
  const digest = await push(ecr, 'team-a/web-app', ['wrong']);
  await stack.idle();
  expect(alerts()).toHaveLength(1);
  const puts: string[] = [];
  aws.onExchange(({ operation }) => void (operation === 'PutImage' && puts.push(operation)));
  const again = sampleEvent('aws.ecr/image-action-push-tagged.json', {
    'image-tag': 'wrong',
    'image-digest': digest,
  });
  const files = ['replication-failed', 'ptc-failed-unavailable'];
  const twice = [again, ...files.map((file) => sampleEvent(`aws.ecr/${file}.json`))];
  for (const event of [...twice, ...twice]) stack.deliver(event);
  await stack.idle();
  expect(invocations.filter(({ outcome }) => !outcome.ok)).toEqual([]);
  expect(puts).toEqual([]);
  expect(alerts()).toHaveLength(1 + files.length);
});

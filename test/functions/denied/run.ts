import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Exchange } from '../../../local/aws.ts';
import { createPermissions, type Permissions } from '../../../local/iam/permissions.ts';
import type { LocalAwsOptions } from '../../../local/options.ts';
import { startTestStack, type TestStack } from '../../support/stack.ts';
import { type Grant, without } from './grants.ts';
import { createTopics, createUseFiles, registryYml } from './registry.ts';

/** What makes a function do all that its role is for. */
export interface Scenario {
  /** Key of the function. */
  readonly name: string;
  /** Logical id of its role. */
  readonly role: string;
  readonly options?: LocalAwsOptions;
  /** What else there is around its AWS. */
  around?(): Promise<{ options: LocalAwsOptions; environment?: Record<string, string> }>;
  /** Whether all rules are allowed, and the registry has an owner; default true. */
  readonly isAllowed?: boolean;
  /** What there is before. No event of it reaches a function. */
  prepare?(started: TestStack): Promise<void>;
  /** Starts the function, once or more. */
  start(started: TestStack): Promise<void>;
}

/** What a run of a scenario came to. */
export interface Ran {
  /** The actions that the role was asked for, each with its resource. */
  readonly asked: readonly { action: string; resource: string; refused: boolean }[];
  /** What the function changed in ECR. */
  readonly writes: readonly string[];
  /** All that is left: images, rules, inventories, tables. */
  readonly state: readonly string[];
  /** At the topic of the stack, and at that of the owner. */
  readonly alerts: readonly string[];
  /** At the topic of copies, and on the bus. */
  readonly copies: readonly string[];
  /** The errors of its failed attempts. */
  readonly failed: readonly string[];
  readonly deadLetters: readonly string[];
  /** What Lambda says of events that it drops. */
  readonly lost: readonly string[];
}

/** @param withheld what the role of the function lacks; default nothing. Several: all of them. */
export async function run(scenario: Scenario, ...withheld: readonly Grant[]): Promise<Ran> {
  const { role, name, isAllowed = true } = scenario;
  const recorded = recording();
  const around = await scenario.around?.();
  const options = { ...scenario.options, ...around?.options };
  const started = await startTestStack(
    registryYml,
    { ...options, permissions: recorded.permissions },
    around?.environment,
    () => true,
    isAllowed,
  );
  const { aws, stack, invocations } = started;
  createTopics(started);
  await createUseFiles(started);
  await scenario.prepare?.(started);
  const roleArn = stack.resources[role]?.arn ?? '';
  const documents = aws.permissions.documentsOf(roleArn);
  if (!documents) throw new Error(`there is no role ${role}`);
  const identity = withheld.reduce<unknown[]>(without, [...documents.identity]);
  aws.permissions.declareRole(roleArn, { ...documents, identity });
  recorded.asked.splice(0);
  const exchanges: Exchange[] = [];
  aws.onExchange((exchange) => void exchanges.push(exchange));
  const lost: string[] = [];
  const note = ({ message }: Error) =>
    void (/^A failed event is lost/.test(message) && lost.push(message));
  process.on('warning', note);
  await scenario.start(started);
  await stack.idle();
  // A warning is emitted in the next tick.
  await new Promise(setImmediate);
  process.off('warning', note);
  const own = exchanges.filter(({ principalArn = '' }) => principalArn.endsWith(`-local-${name}`));
  const failed = invocations.flatMap(({ functionName, outcome }) =>
    functionName === name && !outcome.ok ? [outcome.error.message] : [],
  );
  return {
    asked: recorded.asked.filter((it) => it.roleArn === roleArn),
    writes: texts(own.filter(isWrite).map(({ operation, input }) => [operation, input])),
    state: texts([aws.snapshot(), ...(await stored(started))]),
    alerts: texts([...started.alerts(), ...messages(started, 'a')]),
    copies: texts([
      ...messages(started, 'copies'),
      ...started.ownEvents.map(({ detail }) => detail),
    ]),
    failed,
    deadLetters: started.deadLetters(),
    lost,
  };
}

/** The messages to a topic of scenarios, where there is one, with wrapped lines rejoined. */
function messages({ aws }: TestStack, queue: string): string[] {
  const { ready = [] } = aws.storage.inspectQueue(queue)?.messages ?? {};
  return ready.map(({ body }) => body.replace(/\n {4,}(?=\S)/g, ' '));
}

function recording() {
  const asked: { roleArn: string; action: string; resource: string; refused: boolean }[] = [];
  const inner = createPermissions();
  const refusal: Permissions['refusal'] = (caller, needs, textOf) => {
    const refused = inner.refusal(caller, needs, textOf);
    for (const need of needs) {
      const { action, resource } = need;
      asked.push({ roleArn: caller.roleArn, action, resource, refused: need === refused?.need });
      if (need === refused?.need) break;
    }
    return refused;
  };
  return { asked, permissions: { ...inner, refusal } };
}

function isWrite({ service, operation, error }: Exchange): boolean {
  const writes = /^(Put|Create|Update|Delete|BatchDelete|BatchImport|Set|Tag|Untag|Start)/;
  return service === 'ecr' && error === undefined && writes.test(operation);
}

/** The content of the tables, and the keys of the bucket. */
async function stored({ config, stack }: TestStack): Promise<unknown[]> {
  const dynamodb = new DynamoDBClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  try {
    const scans = ['Ledger', 'Tags'].map((it) =>
      dynamodb.send(new ScanCommand({ TableName: stack.resources[it]?.name ?? '' })),
    );
    const Bucket = stack.resources.InventoryBucket?.name ?? '';
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const all = (await Promise.all(scans)).flatMap(({ Items = [] }) => Items);
    const items = all.filter(({ id }) => !id?.S?.startsWith('configuration'));
    return [...items, ...Contents.map(({ Key }) => Key)];
  } finally {
    dynamodb.destroy();
    s3.destroy();
  }
}

/** Sorted, without what is another one in each run: times, ids. */
function texts(values: readonly unknown[]): string[] {
  return values.map((it) => withoutIds(typeof it === 'string' ? it : JSON.stringify(it))).sort();
}

function withoutIds(text: string): string {
  return (
    text
      .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|\+00:00| UTC)?/g, 'TIME')
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
      .replace(/\b1[78]\d{8}(\d{3})?(\.\d+)?\b/g, 'EPOCH')
      .replace(/\b\d{8}T\d{9}Z-[0-9a-f]{8}\b/g, 'ACTION')
      .replace(/\brun [0-9a-f]{10}\b/g, 'RUN')
      // The folder of a walk is called after the time at which it began.
      .replace(/\/\d{9}\//g, '/WALK/')
      .replace(/(ecr-pullthroughcache\/\w+)-\w{6}\b/g, '$1')
      .replace(/\/[0-9a-f]{32}\b/g, '/HASH')
      .replace(/\b[0-9a-f]{12}\b/g, 'ID')
  );
}

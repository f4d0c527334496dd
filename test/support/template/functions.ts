import { everything } from './needs.ts';
import { declared, lacking, ofType } from './parts.ts';
import { place, STACK_NAME, type Template } from './roles.ts';

const arn = (rest: string) => `arn:aws:${rest}`;
const here = 'eu-west-1:123456789012';
const queue = arn(`sqs:${here}:${STACK_NAME}-deadletters`);

/** All that a function may not do without, with what is its own. */
interface Expected {
  readonly timeout: number;
  readonly memory?: number;
  readonly attempts?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

const functions: Readonly<Record<string, Expected>> = {
  push: { timeout: 30 },
  // What runs for long is not begun again twice.
  due: { timeout: 900, attempts: 1 },
  repository: { timeout: 900 },
  'moved-tags': { timeout: 60, variables: { TAGS_TABLE: `${STACK_NAME}-tags` } },
  scan: { timeout: 60, variables: { GATHER_SECONDS: '5' } },
  cache: { timeout: 300 },
  registry: { timeout: 300 },
  validate: { timeout: 300 },
  'pull-failure': { timeout: 60 },
  credential: { timeout: 60 },
  warm: { timeout: 900, attempts: 1 },
  walk: {
    timeout: 900,
    memory: 1769,
    variables: {
      INVENTORY_BUCKET: `${STACK_NAME}-inventorybucket`,
      TAGS_TABLE: `${STACK_NAME}-tags`,
    },
  },
  replication: { timeout: 60 },
  'storage-class': { timeout: 900, variables: { GATHER_SECONDS: '45' } },
  deletion: { timeout: 60, variables: { INVENTORY_BUCKET: `${STACK_NAME}-inventorybucket` } },
  'unknown-event': { timeout: 30 },
  alarm: { timeout: 60 },
};

const variables = {
  POWERTOOLS_LOG_LEVEL: 'INFO',
  STACK_NAME,
  ACCOUNT_ID: place.accountId,
  STAGE: 'local',
  LEDGER_TABLE: `${STACK_NAME}-ledger`,
};
const alerting = { ALERT_TOPIC_ARN: arn(`sns:${here}:${STACK_NAME}-alerttopic`) };

/** The keys of all functions. */
export const functionKeys = Object.keys(functions);

/** What functions lack: code, limits, variables, and a place for what they could not do. */
export function functionProblems(template: Template): string[] {
  const stack = declared(template, everything);
  const made = new Map(
    ofType(stack, 'AWS::Lambda::Function').map(([, { name, properties }]) => [name, properties]),
  );
  const configs = ofType(stack, 'AWS::Lambda::EventInvokeConfig').map(([, it]) => it.properties);
  const functions_ = functionKeys.flatMap((key) => {
    const name = `${STACK_NAME}-${key}`;
    const own = made.get(name);
    const config = configs.find(({ FunctionName }) => FunctionName === name);
    return [
      ...lacking(own, propertiesOf(key), key),
      ...(Object(own).ReservedConcurrentExecutions === undefined
        ? []
        : [`${key} reserves concurrency, which accounts with a limit of 10 do not have`]),
      ...(key === 'walk' ? lacking(own, durable, key) : lacking(config, handedOver(key), key)),
    ];
  });
  return [...functions_, ...orderProblems(template)];
}

interface Declared {
  readonly Type: string;
  readonly DependsOn?: string | readonly string[];
  readonly [key: string]: unknown;
}

/** What has to be there before something that does not refer to it. */
function orderProblems(template: Template): string[] {
  const resources = Object(template.Resources) as Record<string, Declared>;
  const [alias] = Object.keys(resources).filter((id) => resources[id]?.Type === ALIAS);
  return Object.entries(resources).flatMap(([id, { Type, DependsOn = [], ...resource }]) => {
    const before = [DependsOn].flat();
    // Lambda makes the group that it does not find, and keeps logs for ever.
    const logs = id.replace(/LambdaFunction$/, 'LogGroup');
    const isOfAlias = JSON.stringify(resource).includes('"durable"]]');
    return [
      ...(Type === 'AWS::Lambda::Function' && !before.includes(logs)
        ? [`${id} before ${logs}`]
        : []),
      ...(isOfAlias && !before.includes(alias ?? '') ? [`${id} before ${alias}`] : []),
      // Executions that have begun continue with the version that they began with.
      ...(Type === 'AWS::Lambda::Version'
        ? lacking(resource, { DeletionPolicy: 'Retain' }, id)
        : []),
    ];
  });
}

const ALIAS = 'AWS::Lambda::Alias';

function propertiesOf(key: string): object {
  const { timeout, memory = 512, variables: own } = functions[key] ?? { timeout: 0 };
  const Variables = { ...variables, ...(key !== 'unknown-event' && alerting), ...own };
  return {
    Handler: `functions/${key}.handler`,
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Role: arn(`iam::123456789012:role/${STACK_NAME}-${key.replaceAll('-', '')}role`),
    Timeout: timeout,
    MemorySize: memory,
    Environment: { Variables: { ...Variables, STACK_PARAMETERS: switches } },
  };
}

/** Without lists: the environment has no room for these. */
const lists =
  /^(PassedRoles|WarmRepositories|Inventory(Roles|Accounts|Regions)|UseFiles|UseFileBuckets|UseFileKeys|RepositoryKeys|\w+Topics)$/;
const switches = JSON.stringify(
  Object.fromEntries(Object.entries(everything).filter(([name]) => !lists.test(name))),
);

/** Half a day, and two weeks to look at what happened. Lambda refuses destinations for durable functions. */
const durable = {
  DurableConfig: { ExecutionTimeout: 43_200, RetentionPeriodInDays: 14 },
  DeadLetterConfig: { TargetArn: queue },
};

function handedOver(key: string): object {
  return {
    Qualifier: '$LATEST',
    MaximumRetryAttempts: functions[key]?.attempts ?? 2,
    DestinationConfig: { OnFailure: { Destination: queue } },
  };
}

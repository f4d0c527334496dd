import { fileURLToPath } from 'node:url';
import { readService, type Service } from '../../../local/stack/service.ts';
import { type Conditions, conditionText } from '../conditions.ts';

/** The functions of serverless.yml, and their permissions as the template has them. */

export interface DeclaredFunction {
  name: string;
  description: string;
  /** Seconds. */
  timeout: number;
  /** MB. */
  memory: number;
  /** How often Lambda retries it; undefined for a durable function. */
  retries: number | undefined;
  /** The timeout of a durable execution in seconds; undefined for any other function. */
  executionTimeout: number | undefined;
  /** Whether `burst-concurrency` limits it. */
  bursts: boolean;
  triggers: readonly Trigger[];
  statements: readonly Statement[];
}

export interface Trigger {
  description: string;
  /** `cron(…)`, `rate(…)`, or undefined for events. */
  schedule: string | undefined;
  detailTypes: readonly string[];
  /** The parameters of the stack without which it is disabled; undefined where it is always enabled. */
  only: string | undefined;
}

export interface Statement {
  sid: string;
  actions: readonly string[];
  resources: readonly string[];
  /** The parameters of the stack without which no role has it; undefined where it always has it. */
  only: string | undefined;
}

type Fields = Record<string, unknown>;

/** All functions, in the order of serverless.yml. */
export async function declaredFunctions(): Promise<DeclaredFunction[]> {
  const directory = fileURLToPath(new URL('../../..', import.meta.url));
  const place = { region: 'eu-west-1', accountId: '123456789012' };
  const service = await readService({ directory, stage: 'prod', ...place });
  return Object.keys(functionsOf(service)).map((name) => functionIn(name, service));
}

function functionIn(name: string, service: Service): DeclaredFunction {
  const declared = functionsOf(service)[name] ?? {};
  const provider = fields(service.configuration.provider);
  const { enabledBy } = fields(service.configuration.custom);
  const conditions = conditionsOf(service);
  const durable = fields(declared.durableConfig);
  return {
    name,
    description: String(declared.description),
    timeout: Number(declared.timeout),
    memory: Number(declared.memorySize ?? provider.memorySize),
    retries: declared.maximumRetryAttempts as number | undefined,
    executionTimeout: durable.executionTimeout as number | undefined,
    bursts: 'reservedConcurrency' in declared,
    triggers: eventsOf(declared).map((event) => ({
      description: String(event.description),
      schedule: event.schedule as string | undefined,
      detailTypes: detailTypesOf(event.pattern),
      only: conditionText(conditions, fields(enabledBy)[name]),
    })),
    statements: statementsOf(service, declared.role).map(({ condition, statement: it }) => ({
      sid: String(it.Sid),
      actions: list(it.Action).map(String),
      resources: list(it.Resource).map(resourceText),
      only: conditionText(conditions, condition),
    })),
  };
}

function conditionsOf({ configuration }: Service): Conditions {
  return Object.assign({}, ...list(configuration.resources).map((it) => fields(it).Conditions));
}

function functionsOf({ configuration }: Service): Record<string, Fields> {
  return configuration.functions as Record<string, Fields>;
}

function eventsOf(declared: Fields | undefined): Fields[] {
  return list(declared?.events).map((event) => fields(fields(event).eventBridge));
}

/** The detail of an event pattern; one with alternatives has only its description. */
function detailTypesOf(pattern: unknown): string[] {
  return list(fields(pattern)['detail-type']).filter((type) => typeof type === 'string');
}

/** The statements of its own policies, and of those that name it, with the condition of the policy. */
function statementsOf({ configuration }: Service, role: unknown) {
  return list(configuration.resources)
    .flatMap((it) => Object.entries(fields(fields(it).Resources)))
    .flatMap(([id, body]) => {
      const { Condition: condition } = fields(body);
      const properties = fields(fields(body).Properties);
      const own = id === role ? list(properties.Policies) : [];
      const named = [properties.RoleName, ...list(properties.Roles)];
      const isFor = named.some((it) => fields(it).Ref === role);
      const policies = [...own, ...(isFor ? [properties] : [])];
      return policies
        .flatMap((policy) => list(fields(fields(policy).PolicyDocument).Statement).map(fields))
        .map((statement) => ({ condition, statement }));
    });
}

/** A readable form of an ARN, or the logical id of its resource. */
function resourceText(resource: unknown): string {
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Sub': template,
    'Fn::Split': split,
  } = fields(resource);
  if (Ref !== undefined) return String(Ref);
  // The one list of ARNs that is made of a list of names.
  if (split !== undefined) return JSON.stringify(split).replace(/^.*"Ref":"(\w+)".*$/, '$1');
  if (attribute !== undefined) return String(list(attribute)[0]);
  return String(template ?? resource)
    .replaceAll(/\$\{AWS::(\w+)\}/g, (_, name: string) => words[name] ?? name)
    .replaceAll(/\$\{(\w+)\.Arn\}/g, '$1');
}

const words: Readonly<Record<string, string>> = {
  Partition: 'aws',
  Region: '<region>',
  AccountId: '<account>',
  StackName: '<stack>',
};

function list(value: unknown): unknown[] {
  return value === undefined ? [] : [value].flat();
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

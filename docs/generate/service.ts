import { fileURLToPath } from 'node:url';
import { readService, type Service } from '../../local/stack/service.ts';

/** The functions of serverless.yml and their permissions, as CloudFormation receives them. */

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
  /** Disabled, unless registry.yml needs it. */
  conditional: boolean;
}

export interface Statement {
  sid: string;
  actions: readonly string[];
  resources: readonly string[];
  conditional: boolean;
}

type Fields = Record<string, unknown>;

/** All functions, in the order of serverless.yml. */
export async function declaredFunctions(): Promise<DeclaredFunction[]> {
  const most = await serviceWith(fileURLToPath(new URL('everything.yml', import.meta.url)));
  const least = await serviceWith('no such file');
  return Object.keys(functionsOf(most)).map((name) => functionIn(name, most, least));
}

async function serviceWith(registryYml: string): Promise<Service> {
  const before = process.env.ECR_STEWARD_CONFIG;
  process.env.ECR_STEWARD_CONFIG = registryYml;
  try {
    const directory = fileURLToPath(new URL('../..', import.meta.url));
    const place = { region: 'eu-west-1', accountId: '123456789012' };
    return await readService({ directory, stage: 'prod', ...place });
  } finally {
    if (before === undefined) delete process.env.ECR_STEWARD_CONFIG;
    else process.env.ECR_STEWARD_CONFIG = before;
  }
}

function functionIn(name: string, most: Service, least: Service): DeclaredFunction {
  const declared = functionsOf(most)[name] ?? {};
  const provider = fields(most.configuration.provider);
  const always = new Set(statementsOf(least, declared.role).map(textOf));
  const enabled = eventsOf(functionsOf(least)[name]).map((event) => event.enabled !== false);
  const durable = fields(declared.durableConfig);
  return {
    name,
    description: String(declared.description),
    timeout: Number(declared.timeout),
    memory: Number(declared.memorySize ?? provider.memorySize),
    retries: declared.maximumRetryAttempts as number | undefined,
    executionTimeout: durable.executionTimeout as number | undefined,
    bursts: 'reservedConcurrency' in declared,
    triggers: eventsOf(declared).map((event, index) => ({
      description: String(event.description),
      schedule: event.schedule as string | undefined,
      detailTypes: detailTypesOf(event.pattern),
      conditional: !enabled[index],
    })),
    statements: statementsOf(most, declared.role).map((it) => ({
      sid: String(it.Sid),
      actions: list(it.Action).map(String),
      resources: list(it.Resource).map(resourceText),
      conditional: !always.has(textOf(it)),
    })),
  };
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

/** The statements of its own policies, and of those that name it and whose condition is true. */
function statementsOf({ configuration }: Service, role: unknown): Fields[] {
  const templates = list(configuration.resources).map(fields);
  const conditions: Fields = Object.assign({}, ...templates.map((it) => fields(it.Conditions)));
  return templates
    .flatMap((it) => Object.entries(fields(it.Resources)))
    .filter(([, body]) => holds(conditions, fields(body).Condition))
    .flatMap(([id, body]) => {
      const properties = fields(fields(body).Properties);
      const own = id === role ? list(properties.Policies) : [];
      const named = [properties.RoleName, ...list(properties.Roles)];
      const isFor = named.some((it) => fields(it).Ref === role);
      return [...own, ...(isFor ? [properties] : [])];
    })
    .flatMap((policy) => list(fields(fields(policy).PolicyDocument).Statement).map(fields));
}

function holds(conditions: Fields, name: unknown): boolean {
  if (name === undefined) return true;
  const [one, other] = list(fields(conditions[String(name)])['Fn::Equals']);
  return String(one) === String(other);
}

/** A readable form of an ARN, or the logical id of its resource. */
function resourceText(resource: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': template } = fields(resource);
  if (Ref !== undefined) return String(Ref);
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

function textOf(statement: Fields): string {
  return JSON.stringify(statement);
}

function list(value: unknown): unknown[] {
  return value === undefined ? [] : [value].flat();
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

import { fileURLToPath } from 'node:url';
import { type PackagedService, packageService } from '../../local/stack/packaged.ts';
import { type DeclaredStack, declareStack } from '../../local/stack/resources.ts';

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

/** What is deployed with a registry.yml. */
interface Deployed extends PackagedService {
  /** What the template's conditions leave. */
  stack: DeclaredStack;
}

async function serviceWith(registryYml: string): Promise<Deployed> {
  const before = process.env.ECR_STEWARD_CONFIG;
  process.env.ECR_STEWARD_CONFIG = registryYml;
  try {
    const directory = fileURLToPath(new URL('../..', import.meta.url));
    const place = { region: 'eu-west-1', accountId: '123456789012', endpoint: 'http://127.0.0.1' };
    const service = await packageService({ directory, stage: 'prod', ...place });
    const stack = declareStack({ ...service, name: `${service.name}-prod` }, place);
    return { ...service, stack };
  } finally {
    if (before === undefined) delete process.env.ECR_STEWARD_CONFIG;
    else process.env.ECR_STEWARD_CONFIG = before;
  }
}

function functionIn(name: string, most: Deployed, least: Deployed): DeclaredFunction {
  const declared = functionsOf(most)[name] ?? {};
  const provider = fields(most.configuration.provider);
  const always = new Set(statementsOf(least, declared.role).map(textOf));
  const enabled = rulesOf(least, name).map((rule) => rule.State !== 'DISABLED');
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

/** The rules of a function, in the order of its events. */
function rulesOf({ stack }: Deployed, name: string): Fields[] {
  const start = `${stack.name}-${name}-rule-`;
  return Object.values(stack.resources)
    .filter(({ type, name: rule }) => type === 'AWS::Events::Rule' && rule.startsWith(start))
    .map(({ properties }) => properties);
}

function functionsOf({ configuration }: Deployed): Record<string, Fields> {
  return configuration.functions as Record<string, Fields>;
}

function eventsOf(declared: Fields | undefined): Fields[] {
  return list(declared?.events).map((event) => fields(fields(event).eventBridge));
}

/** The detail of an event pattern; one with alternatives has only its description. */
function detailTypesOf(pattern: unknown): string[] {
  return list(fields(pattern)['detail-type']).filter((type) => typeof type === 'string');
}

/** The statements of its own policies, and of those that name it, as far as their conditions hold. */
function statementsOf({ template, stack }: Deployed, role: unknown): Fields[] {
  return Object.entries(fields(template.Resources))
    .filter(([id]) => Object.hasOwn(stack.resources, id))
    .map(([id, body]) => [id, fields(chosen(fields(body).Properties, stack))] as const)
    .flatMap(([id, properties]) => {
      const own = id === role ? list(properties.Policies) : [];
      const named = [properties.RoleName, ...list(properties.Roles)];
      const isFor = named.some((it) => fields(it).Ref === role);
      return [...own, ...(isFor ? [properties] : [])];
    })
    .flatMap((policy) => list(fields(fields(policy).PolicyDocument).Statement).map(fields));
}

/** A value of the template with `Fn::If` carried out; references stay, as they are readable. */
function chosen(value: unknown, stack: DeclaredStack): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => chosen(item, stack)).filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::If': choice, Ref } = fields(value);
  if (Ref === 'AWS::NoValue') return undefined;
  if (Array.isArray(choice)) {
    return chosen(choice[stack.holds(String(choice[0]), 'docs') ? 1 : 2], stack);
  }
  const entries = Object.entries(value).map(([key, item]) => [key, chosen(item, stack)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
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

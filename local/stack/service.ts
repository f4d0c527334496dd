import { join, resolve } from 'node:path';
import { StackDefinitionError } from './errors.ts';
import { loadFramework } from './framework.ts';

/** A Serverless Framework service with its variables resolved. */
export interface Service {
  /** Absolute path of the folder that holds serverless.yml. */
  readonly directory: string;
  readonly name: string;
  readonly stage: string;
  /** All of serverless.yml; CloudFormation's functions are in their long form (`{Ref: …}`). */
  readonly configuration: Readonly<Record<string, unknown>>;
}

export interface ServiceOptions {
  /** Holds serverless.yml. */
  readonly directory: string;
  /** As `--stage`. */
  readonly stage: string;
  /** As `--region`. */
  readonly region: string;
  /** The value of `${aws:accountId}`, for which the framework would ask STS. */
  readonly accountId: string;
  /** As `--param`: `key=value`; default none. */
  readonly params?: readonly string[];
}

type Configuration = Record<string, unknown>;
type Source = { resolve(request: { address: string | null }): Promise<{ value: unknown }> };
type ReadFile = (path: string) => Promise<Configuration>;
type ResolveVariables = (request: {
  serviceDir: string;
  configuration: Configuration;
  options: Record<string, string>;
  sources: Record<string, Source>;
}) => Promise<void>;
/** The variables in a configuration, by the path of keys, joined with `\0`. */
type FindVariables = (configuration: Configuration) => Map<string, { value: string }>;
type ErrorClass = new (message: string, code: string) => Error;

/**
 * Reads serverless.yml with the framework's own reader and resolver, as packaging reads it.
 * It runs in this process, in a thirtieth of the time of `serverless print`.
 *
 * Sources in the cloud (`${ssm:…}`, `${cf:…}`, `${s3:…}`) are refused with an error.
 */
export async function readService(options: ServiceOptions): Promise<Service> {
  const { stage } = options;
  const directory = resolve(options.directory);
  const configuration = await readConfiguration(directory, options);
  const [left] = loadFramework<FindVariables>('lib/configuration/variables/resolve-meta.js')(
    configuration,
  );
  if (!left) return { directory, name: nameOf(configuration), stage, configuration };
  const [keys, { value }] = left;
  throw new StackDefinitionError(
    keys.split('\0').join('.'),
    `cannot be resolved locally: ${value}`,
  );
}

async function readConfiguration(
  directory: string,
  options: ServiceOptions,
): Promise<Configuration> {
  const { stage, region } = options;
  const file = join(directory, 'serverless.yml');
  try {
    const configuration = await loadFramework<ReadFile>('lib/configuration/read.js')(file);
    await loadFramework<ResolveVariables>('lib/configuration/variables/index.js')({
      serviceDir: directory,
      configuration,
      options: { stage, region },
      sources: sourcesFor(options, configuration),
    });
    return configuration;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new StackDefinitionError(file, problem, { cause });
  }
}

function sourcesFor(options: ServiceOptions, configuration: Configuration): Record<string, Source> {
  type Instance = { configurationInput: Configuration; processedInput: { options: object } };
  const processedInput = { options: { param: options.params ?? [] } };
  const instance: Instance = { configurationInput: configuration, processedInput };
  const source = (name: string) =>
    loadFramework<Source>(`lib/configuration/variables/sources/${name}`);
  const instanceSource = (name: string) =>
    loadFramework<(instance: Instance) => Source>(
      `lib/configuration/variables/sources/instance-dependent/${name}`,
    )(instance);
  return {
    env: source('env.js'),
    file: source('file.js'),
    opt: source('opt.js'),
    self: source('self.js'),
    strToBool: source('str-to-bool.js'),
    sls: instanceSource('get-sls.js'),
    param: instanceSource('param.js'),
    aws: accountSource(options),
  };
}

function accountSource({ accountId, region }: ServiceOptions): Source {
  const values: Readonly<Record<string, string>> = { accountId, region };
  return {
    async resolve({ address }) {
      const value = values[address ?? ''];
      if (value !== undefined) return { value };
      const FrameworkError = loadFramework<ErrorClass>('lib/serverless-error.js');
      const problem = `aws:${address ?? ''} cannot be resolved locally; aws:accountId and aws:region can`;
      throw new FrameworkError(problem, 'UNSUPPORTED_AWS_SOURCE_ADDRESS');
    },
  };
}

function nameOf({ service }: Configuration): string {
  if (typeof service === 'string') return service;
  throw new StackDefinitionError('service', 'must be the name of the service');
}

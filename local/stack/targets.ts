import { rm } from 'node:fs/promises';
import type { LocalAws } from '../aws.ts';
import { type Bundle, bundleFunctions, createBundleDirectory } from '../lambda/bundle.ts';
import {
  DURABLE_LIMITS,
  type DurableCheckpoint,
  type DurableLimits,
} from '../lambda/durable/execution.ts';
import { createDurableFunction, type DurableOptions } from '../lambda/durable/function.ts';
import { createFunction, type LambdaFunction } from '../lambda/function.ts';
import {
  declarationsOf,
  type FunctionDefinition,
  physicalName,
  readDefinitions,
} from './definitions.ts';
import { failureSink } from './failures.ts';
import type { Target } from './invocations.ts';
import { DURABLE_ALIAS, functionArn, provision } from './resources.ts';
import { guardedChain, guardedMount } from './rights/durable-rights.ts';
import { type FunctionSession, startSession } from './rights/sessions.ts';
import type { Service } from './service.ts';
import { parseShape, shapes } from './shapes.ts';
import type { StackResource } from './storage.ts';

/** A function that can be invoked, with its triggers. */
export interface StackTarget extends Target {
  readonly definition: FunctionDefinition;
}

/** A change of an operation of a durable execution. */
export interface StackCheckpoint extends DurableCheckpoint {
  /** The function's key in serverless.yml. */
  readonly functionName: string;
}

/** The part of a stack that durable executions need. */
export interface DurableHooks {
  readonly chain: DurableOptions['chain'];
  /** Default: Lambda's. */
  readonly limits?: DurableLimits;
  readonly onCheckpoint: (checkpoint: StackCheckpoint) => void;
}

export interface Targets {
  readonly targets: readonly StackTarget[];
  readonly resources: Readonly<Record<string, StackResource>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** Ends running functions and removes the bundles. */
  close(): Promise<void>;
}

/** How functions run. */
export interface Running {
  /** How many events a function works on at once where serverless.yml reserves nothing; default 4. */
  readonly concurrency?: number;
  /** Folder with the compiled code of former starts; default none. */
  readonly compileCache?: string;
}

/** Lambda's limit is that of the account; this one suits a developer's machine. */
const DEFAULT_CONCURRENCY = 4;

/** Provisions the resources of a service, bundles its functions, and prepares them for invocation. */
export async function startTargets(
  aws: LocalAws,
  service: Service,
  {
    environment,
    bundles: made,
    durable,
    parameters,
    ...running
  }: Running & {
    environment: Readonly<Record<string, string>>;
    bundles?: ReadonlyMap<string, Bundle>;
    durable: DurableHooks;
    parameters?: Readonly<Record<string, string>>;
  },
): Promise<Targets> {
  const declarations = declarationsOf(service);
  const named = [...declarations].map(([key, { durableConfig }]) => ({
    key,
    name: physicalName(service, key, declarations),
    durable: durableConfig !== undefined,
  }));
  const provisioned = provision(aws, service, named, parameters ?? stackParametersOf(service));
  const { resources, outputs } = provisioned;
  await provisioned.ready;
  const definitions = readDefinitions(service, provisioned.resolve);
  const known = Object.values(resources);
  const failing = definitions.map((definition) => {
    const session = startSession(aws, service, definition, provisioned);
    return { definition, session, giveUp: failureSink(aws, definition, known, session?.principal) };
  });
  const { bundles, remove } = made ? keep(made) : await bundle(service, definitions);
  const targets = failing.map(
    ({ definition, session, giveUp }): StackTarget => ({
      key: definition.key,
      definition,
      lambda: durableOf(
        aws,
        definition,
        lambdaOf(aws, definition, bundles, environment, { ...running, session }),
        { ...durable, chain: guardedChain(aws, session, durable.chain) },
      ),
      maximumRetryAttempts: definition.maximumRetryAttempts,
      giveUp,
    }),
  );
  return {
    targets,
    resources,
    outputs,
    async close() {
      await Promise.all(targets.map(({ lambda }) => lambda.close()));
      await remove();
    },
  };
}

/** The values that a deployment of the service would give to the template's parameters: `provider.stackParameters`. */
function stackParametersOf({ configuration }: Service): Readonly<Record<string, string>> {
  const { stackParameters } = parseShape(shapes.provider, configuration.provider, 'provider');
  return Object.fromEntries(stackParameters.map((it) => [it.ParameterKey, it.ParameterValue]));
}

/** Bundles that the caller supplied are removed by the caller. */
function keep(bundles: ReadonlyMap<string, Bundle>) {
  return { bundles, remove: async () => {} };
}

async function bundle(service: Service, definitions: readonly FunctionDefinition[]) {
  const { directory, configuration } = service;
  const target = await createBundleDirectory(directory);
  const remove = () => rm(target, { recursive: true, force: true });
  const functions = definitions.map(({ key, handler }) => ({ name: key, handler }));
  try {
    const bundles = await bundleFunctions({ directory, configuration, functions }, target);
    return { bundles, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Wraps a durable function in durable executions; returns any other function unchanged. */
function durableOf(
  aws: LocalAws,
  { key, name, durable }: FunctionDefinition,
  lambda: LambdaFunction,
  { chain, limits = DURABLE_LIMITS, onCheckpoint }: DurableHooks,
): LambdaFunction {
  if (!durable) return lambda;
  return createDurableFunction(lambda, {
    qualifiedArn: `${functionArn(aws, name)}:${DURABLE_ALIAS}`,
    limits,
    mount: guardedMount(aws),
    chain,
    onCheckpoint: (checkpoint) => onCheckpoint({ functionName: key, ...checkpoint }),
  });
}

function lambdaOf(
  aws: LocalAws,
  definition: FunctionDefinition,
  bundles: ReadonlyMap<string, Bundle>,
  environment: Readonly<Record<string, string>>,
  {
    concurrency = DEFAULT_CONCURRENCY,
    compileCache,
    session,
  }: Running & { session: FunctionSession | undefined },
): LambdaFunction {
  const { key, name, runtime, handler, timeout, memorySize, durable } = definition;
  const bundle = bundles.get(key);
  if (!bundle) throw new Error(`function ${key} was not bundled`);
  return createFunction({
    functionName: name,
    arn: functionArn(aws, name),
    ...(durable && { alias: DURABLE_ALIAS }),
    runtime,
    handler,
    file: bundle.file,
    exportName: bundle.exportName,
    environment: { ...definition.environment, ...environment },
    timeoutSeconds: timeout,
    memorySize,
    concurrency: definition.reservedConcurrency ?? concurrency,
    ...(compileCache && { compileCache }),
    ...(session && { credentials: session.credentials }),
    region: aws.region,
    endpoint: aws.endpoint,
  });
}

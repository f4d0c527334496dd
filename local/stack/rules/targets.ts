import { rm } from 'node:fs/promises';
import type { LocalAws } from '../../aws.ts';
import { type Bundle, bundleFunctions, createBundleDirectory } from '../../lambda/bundle.ts';
import {
  DURABLE_LIMITS,
  type DurableCheckpoint,
  type DurableLimits,
} from '../../lambda/durable/execution.ts';
import { createDurableFunction, type DurableOptions } from '../../lambda/durable/function.ts';
import { createFunction, type LambdaFunction } from '../../lambda/function.ts';
import { failureSink } from '../functions/failures.ts';
import { type FunctionDefinition, functionsOf } from '../functions/functions.ts';
import type { Target } from '../functions/invocations.ts';
import { guardedChain, guardedMount } from '../rights/durable-rights.ts';
import { type FunctionSession, startSession } from '../rights/sessions.ts';
import type { Service } from '../service.ts';
import { provision } from '../storage.ts';
import { functionArn } from '../template/arns.ts';
import type { PackagedService } from '../template/packaged.ts';
import { type DeclaredResource, declareStack } from '../template/resources.ts';

/** A function that can be invoked, with its triggers. */
export interface StackTarget extends Target {
  readonly definition: FunctionDefinition;
}

/** A change of an operation of a durable execution. */
export interface StackCheckpoint extends DurableCheckpoint {
  /** The function's key. */
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
  readonly resources: Readonly<Record<string, DeclaredResource>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** Ends running functions and removes the bundles. */
  close(): Promise<void>;
}

/** How functions run. */
export interface Running {
  /** How many events a function works on at once where the template reserves nothing; default 4. */
  readonly concurrency?: number;
  /** Folder with the compiled code of former starts; default none. */
  readonly compileCache?: string;
}

/** Lambda's limit is that of the account; this one suits a developer's machine. */
const DEFAULT_CONCURRENCY = 4;

/** What `startTargets` needs besides the service. */
export interface TargetOptions extends Running {
  /** Further variables of every function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Default: the functions are bundled. */
  readonly bundles?: ReadonlyMap<string, Bundle>;
  readonly durable: DurableHooks;
  /** Values of the template's parameters; default those of a deployment. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Provisions the resources of a service, bundles its functions, and prepares them for invocation. */
export async function startTargets(
  aws: LocalAws,
  service: PackagedService,
  { environment, bundles: made, durable, parameters, ...running }: TargetOptions,
): Promise<Targets> {
  const { name, stage, template } = service;
  const given = { ...service.parameters, ...parameters };
  const declared = declareStack({ name: `${name}-${stage}`, template, parameters: given }, aws);
  await provision(aws, declared);
  const definitions = functionsOf(declared);
  const { resources, outputs } = declared;
  const failing = definitions.map((definition) => {
    const session = startSession(aws, declared, definition);
    const known = Object.values(resources);
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
  { key, name, durable, qualifiers }: FunctionDefinition,
  lambda: LambdaFunction,
  { chain, limits = DURABLE_LIMITS, onCheckpoint }: DurableHooks,
): LambdaFunction {
  if (!durable) return lambda;
  return createDurableFunction(lambda, {
    qualifiedArn: `${functionArn(aws, name)}:${qualifiers[0] ?? '$LATEST'}`,
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
  const [alias] = definition.qualifiers;
  const bundle = bundles.get(key);
  if (!bundle) throw new Error(`function ${key} was not bundled`);
  return createFunction({
    functionName: name,
    arn: functionArn(aws, name),
    ...(durable && alias !== undefined && { alias }),
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

import { rm } from 'node:fs/promises';
import type { LocalAws } from '../aws.ts';
import { type Bundle, bundleFunctions, createBundleDirectory } from '../lambda/bundle.ts';
import { createFunction, type LambdaFunction } from '../lambda/function.ts';
import {
  declarationsOf,
  type FunctionDefinition,
  physicalName,
  readDefinitions,
} from './definitions.ts';
import { failureSink } from './failures.ts';
import type { Target } from './invocations.ts';
import { functionArn, provision } from './resources.ts';
import type { Service } from './service.ts';
import type { StackResource } from './storage.ts';

/** A function that is ready to be invoked, and what leads to it. */
export interface StackTarget extends Target {
  readonly definition: FunctionDefinition;
}

export interface Targets {
  readonly targets: readonly StackTarget[];
  readonly resources: Readonly<Record<string, StackResource>>;
  /** Ends what runs and removes the bundles. */
  close(): Promise<void>;
}

/** Lambda's bound is the account's; this one is a laptop's. */
const DEFAULT_CONCURRENCY = 4;

/** Provisions what a service needs, bundles its functions, and makes them ready to be invoked. */
export async function startTargets(
  aws: LocalAws,
  service: Service,
  {
    environment,
    bundles: made,
  }: {
    environment: Readonly<Record<string, string>>;
    bundles?: ReadonlyMap<string, Bundle>;
  },
): Promise<Targets> {
  const declarations = declarationsOf(service);
  const keys = [...declarations.keys()];
  const named = keys.map((key) => ({ key, name: physicalName(service, key, declarations) }));
  const { resources, resolve, ready } = provision(aws, service, named);
  await ready;
  const definitions = readDefinitions(service, resolve);
  const known = Object.values(resources);
  const failing = definitions.map((definition) => ({
    definition,
    giveUp: failureSink(aws, definition, known),
  }));
  const { bundles, remove } = made ? keep(made) : await bundle(service, definitions);
  const targets = failing.map(
    ({ definition, giveUp }): StackTarget => ({
      key: definition.key,
      definition,
      lambda: lambdaOf(aws, definition, bundles, environment),
      maximumRetryAttempts: definition.maximumRetryAttempts,
      giveUp,
    }),
  );
  return {
    targets,
    resources,
    async close() {
      await Promise.all(targets.map(({ lambda }) => lambda.close()));
      await remove();
    },
  };
}

/** Bundles that were made by somebody else are theirs to remove. */
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

function lambdaOf(
  aws: LocalAws,
  definition: FunctionDefinition,
  bundles: ReadonlyMap<string, Bundle>,
  environment: Readonly<Record<string, string>>,
): LambdaFunction {
  const { key, name, runtime, handler, timeout, memorySize } = definition;
  const bundle = bundles.get(key);
  if (!bundle) throw new Error(`function ${key} was not bundled`);
  return createFunction({
    functionName: name,
    arn: functionArn(aws, name),
    runtime,
    handler,
    file: bundle.file,
    exportName: bundle.exportName,
    environment: { ...definition.environment, ...environment },
    timeoutSeconds: timeout,
    memorySize,
    concurrency: definition.reservedConcurrency ?? DEFAULT_CONCURRENCY,
    region: aws.region,
    endpoint: aws.endpoint,
  });
}

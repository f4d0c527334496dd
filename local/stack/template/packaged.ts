import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StackDefinitionError } from '../errors.ts';
import { loadFramework } from '../framework.ts';
import { readService, type Service, type ServiceOptions } from '../service.ts';
import { parseShape, shapes } from './shapes.ts';
import { type CacheOptions, cachedTemplate } from './template-cache.ts';

/** A service with the CloudFormation template that packaging makes of it. */
export interface PackagedService extends Service {
  /** The text of `.serverless/cloudformation-template-update-stack.json`, parsed; code has no place in it. */
  readonly template: Readonly<Record<string, unknown>>;
  /** The values that a deployment would give to the template's parameters: `provider.stackParameters`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Packages a service as the framework does, with its plugins, but without bundling: the functions' code is an empty
 * file. It runs in this process, and writes nothing into the service's folder. A template that was made before of the
 * same serverless.yml, with all that it includes, comes from the cache.
 *
 * @throws StackDefinitionError for what serverless.yml or a plugin refuses
 */
export async function packageService(
  options: ServiceOptions & CacheOptions,
): Promise<PackagedService> {
  const service = await readService(options);
  // The template cannot depend on the values of its parameters: one does for all values.
  const { stackParameters: _, ...provider } = Object(service.configuration.provider);
  const input = { ...service, configuration: { ...service.configuration, provider } };
  const template = await cachedTemplate(input, options, () => templateOf(input, options));
  return { ...service, template, parameters: stackParametersOf(service) };
}

function stackParametersOf({ configuration }: Service): Readonly<Record<string, string>> {
  const { stackParameters } = parseShape(shapes.provider, configuration.provider, 'provider');
  return Object.fromEntries(stackParameters.map((it) => [it.ParameterKey, it.ParameterValue]));
}

/** What bundles the functions: it makes files, and leaves the template as it is. */
const BUNDLER = 'serverless-esbuild';

interface Framework {
  init(): Promise<void>;
  run(): Promise<void>;
  readonly pluginManager: { readonly hooks: Record<string, unknown[]> };
  readonly utils: { writeFileSync(path: string, content: unknown): void };
  readonly service: {
    readonly provider: { readonly compiledCloudFormationTemplate: Record<string, unknown> };
  };
}
type FrameworkClass = new (settings: object) => Framework;

async function templateOf(
  { directory, configuration }: Service,
  { stage, region, params = [] }: ServiceOptions,
): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'template-'));
  const artifact = join(folder, 'no-code.zip');
  try {
    await writeFile(artifact, '');
    const Serverless = loadFramework<FrameworkClass>('lib/serverless.js');
    const framework = new Serverless({
      serviceDir: directory,
      configurationFilename: 'serverless.yml',
      configuration: withoutCode(configuration, artifact),
      commands: ['package'],
      options: { stage, region, ...(params.length > 0 && { param: [...params] }) },
      variablesMeta: new Map(),
    });
    await framework.init();
    // All this is about the service's folder `.serverless`, where an artefact may wait for its deployment.
    const { hooks } = framework.pluginManager;
    framework.utils.writeFileSync = () => {};
    hooks['package:cleanup'] = [];
    hooks['aws:package:finalize:saveServiceState'] = [];
    await framework.run();
    return framework.service.provider.compiledCloudFormationTemplate;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new StackDefinitionError(join(directory, 'serverless.yml'), problem, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The framework changes its configuration: it gets a copy. */
function withoutCode(configuration: Service['configuration'], artifact: string): object {
  const copy = structuredClone(configuration);
  const plugins = [copy.plugins ?? []].flat().filter((plugin) => plugin !== BUNDLER);
  return { ...copy, plugins, package: { artifact } };
}

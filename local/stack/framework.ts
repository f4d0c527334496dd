import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A module of the framework (osls 4.3); it has no types for these. */
export function loadFramework<Module>(path: string): Module {
  return require(`serverless/${path}`) as Module;
}

/** The framework's version: a part of what decides about a template. */
export function frameworkVersion(): string {
  return loadFramework<{ version: string }>('package.json').version;
}

import { existsSync } from 'node:fs';
import { RegistryConfigError, RegistryConfigFileError } from '../shared/config/errors.ts';
import { loadRegistryConfig } from '../shared/config/load.ts';
import { stackParametersOf } from '../shared/config/stack-parameters/needed.ts';

/** As `provider.stackParameters` of serverless.yml has it. */
export interface StackParameter {
  ParameterKey: string;
  ParameterValue: string;
}

/**
 * What the deployment passes to the stack: what a registry.yml needs of it. Nothing where the file is missing or
 * invalid: packaging needs no registry.yml, and the deployment refuses an invalid one, with each line.
 */
export function stackParametersFor(file: string): StackParameter[] {
  return existsSync(file) ? parametersOf(neededBy(file)) : [];
}

function neededBy(file: string) {
  try {
    return stackParametersOf(loadRegistryConfig(file));
  } catch (error) {
    if (error instanceof RegistryConfigError || error instanceof RegistryConfigFileError) return {};
    // The framework prints the stack of an error in such a file, which is no help here.
    throw Object.assign(error as Error, { stack: (error as Error).message });
  }
}

export function parametersOf(values: Readonly<Record<string, string>>): StackParameter[] {
  return Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
}

/** The same without what the stack is itself: in the tables of Athena, it would have each row twice. */
export function withoutOwn(
  parameters: readonly StackParameter[],
  own: { account?: string; region: string },
): StackParameter[] {
  const others: Readonly<Record<string, string | undefined>> = {
    InventoryAccounts: own.account,
    InventoryRegions: own.region,
  };
  return parameters.map(({ ParameterKey, ParameterValue }) => {
    const left = ParameterValue.split(',').filter((value) => value !== others[ParameterKey]);
    return { ParameterKey, ParameterValue: left.join(',') };
  });
}

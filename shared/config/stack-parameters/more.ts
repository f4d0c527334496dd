import { StewardError } from '../../runtime/errors.ts';
import { parseRegistryConfig } from '../load.ts';
import { missingIn } from './missing.ts';
import { type StackParameters, stackParametersOf } from './needed.ts';

/**
 * The parameters of which a registry.yml needs more than another one did: without a deployment the stack of the other
 * may lack them. None where the other is not valid any more, as then it is unknown what its stack was deployed with.
 *
 * @param source - The text of registry.yml, which is valid.
 * @param before - The text of the other.
 */
export function neededMore(source: string, before: string): string[] {
  const given = neededBy(before);
  if (given === undefined) return [];
  const needed = stackParametersOf(parseRegistryConfig(source));
  const more = Object.entries(needed).filter(
    ([name, value]) => missingIn({ [name]: value }, given).length > 0,
  );
  return more.map(([name]) => name);
}

function neededBy(source: string): StackParameters | undefined {
  try {
    return stackParametersOf(parseRegistryConfig(source));
  } catch (error) {
    if (error instanceof StewardError) return undefined;
    throw error;
  }
}

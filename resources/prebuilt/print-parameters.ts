import { RegistryConfigError, RegistryConfigFileError } from '../../shared/config/errors.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import {
  StackParameterError,
  stackParametersOf,
} from '../../shared/config/stack-parameters/needed.ts';
import { parametersOf } from '../stack-parameters.ts';

/** `npm run stack-parameters`: what registry.yml needs of a stack, for `aws cloudformation deploy`. */

const known = [RegistryConfigError, RegistryConfigFileError, StackParameterError];
const file = process.env.ECR_STEWARD_CONFIG ?? 'registry.yml';
try {
  const values = stackParametersOf(loadRegistryConfig(file));
  process.stdout.write(`${JSON.stringify(parametersOf(values), null, 2)}\n`);
} catch (error) {
  if (!known.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${messageOf(error as Error)}\n`);
  process.exitCode = 1;
}

/** There is no --config here. */
function messageOf(error: Error): string {
  if (!(error instanceof RegistryConfigFileError)) return error.message;
  return `cannot read ${file}: ${error.reason}. Name another file with ECR_STEWARD_CONFIG`;
}

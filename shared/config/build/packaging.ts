import { placed, RegistryConfigError, RegistryConfigFileError } from '../errors.ts';
import { readRegistryConfig } from '../load.ts';

/**
 * Checks registry.yml before anything is bundled: each of its problems is reported once, and not with every function.
 *
 * @param notify - Gets the problems and the notes.
 * @throws an error that the Serverless Framework shows as it is, without a stack trace.
 */
export function checkForPackaging(file: string, notify: (line: string) => void): void {
  try {
    for (const note of readRegistryConfig(file).notes) notify(`note: ${placed(file, note)}`);
  } catch (error) {
    if (error instanceof RegistryConfigFileError) notify(`error: ${inPackaging(error)}`);
    else if (error instanceof RegistryConfigError) notify(`error: ${error.message}`);
    else throw error;
    throw notPackaged(file, error);
  }
}

/** Packaging has no --config: ECR_STEWARD_CONFIG names the file. */
export function inPackaging({ file, reason }: RegistryConfigFileError): string {
  return `cannot read ${file}: ${reason}. Name another file with ECR_STEWARD_CONFIG`;
}

/** By this name the framework knows an error of the user, and shows no stack trace. */
function notPackaged(file: string, cause: Error): Error {
  const error = new Error(`nothing is packaged: ${file} has the errors above`, { cause });
  return Object.assign(error, { name: 'ServerlessError' });
}

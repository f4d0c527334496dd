import { readText } from '../document/read-text.ts';
import { placed, RegistryConfigError, RegistryConfigFileError } from '../errors.ts';
import { checkRegistryConfig } from '../load.ts';

/**
 * Checks registry.yml before anything is deployed.
 *
 * @param notify - Gets the notes.
 * @returns its text.
 * @throws NotDeployableError with all its problems.
 */
export function checkForDeployment(file: string, notify: (line: string) => void): string {
  try {
    const source = readText(file);
    for (const note of checkRegistryConfig(source, file).notes) {
      notify(`note: ${placed(file, note)}`);
    }
    return source;
  } catch (error) {
    if (error instanceof RegistryConfigFileError) throw new NotDeployableError(unreadable(error));
    if (error instanceof RegistryConfigError) throw new NotDeployableError(error.message);
    throw error;
  }
}

/** A deployment has no --config: ECR_STEWARD_CONFIG names the file. */
function unreadable({ file, reason }: RegistryConfigFileError): string {
  return `cannot read ${file}: ${reason}. Name another file with ECR_STEWARD_CONFIG`;
}

/** registry.yml cannot be activated, so nothing is deployed. */
export class NotDeployableError extends Error {
  override name = 'NotDeployableError' as const;

  constructor(why: string) {
    super(`nothing is deployed: ${why}`);
  }
}

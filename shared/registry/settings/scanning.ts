import {
  BatchGetRepositoryScanningConfigurationCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';

/** The most names that one BatchGetRepositoryScanningConfiguration takes. */
const NAMES_AT_A_TIME = 25;

/**
 * How often ECR scans each repository, by its name: MANUAL, SCAN_ON_PUSH or CONTINUOUS_SCAN, by whichever rule of the
 * registry. Repositories that do not exist any more are left out.
 */
export async function scanFrequencies(
  ecr: ECRClient,
  repositoryNames: readonly string[],
): Promise<Map<string, string>> {
  const frequencies = new Map<string, string>();
  for (let at = 0; at < repositoryNames.length; at += NAMES_AT_A_TIME) {
    const names = repositoryNames.slice(at, at + NAMES_AT_A_TIME);
    const command = new BatchGetRepositoryScanningConfigurationCommand({ repositoryNames: names });
    const { scanningConfigurations = [] } = await ecr.send(command);
    for (const { repositoryName, scanFrequency } of scanningConfigurations) {
      if (repositoryName && scanFrequency) frequencies.set(repositoryName, scanFrequency);
    }
  }
  return frequencies;
}

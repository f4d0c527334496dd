import { type ECRClient, GetRegistryScanningConfigurationCommand } from '@aws-sdk/client-ecr';

/** How the registry scans: BASIC, or ENHANCED, which ignores the settings of repositories. */
export async function scanTypeOf(ecr: ECRClient): Promise<string> {
  const answer = await ecr.send(new GetRegistryScanningConfigurationCommand({}));
  return answer.scanningConfiguration?.scanType ?? 'BASIC';
}

import { env } from 'node:process';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { StewardError } from '../shared/runtime/errors.ts';

/**
 * Refuses a profile that is nowhere declared. The SDK would go on to the next credentials it finds,
 * such as those of the machine: another account than the one that was meant.
 *
 * @throws StewardError naming the profiles there are.
 */
export async function requireProfile(profile = env.AWS_PROFILE): Promise<void> {
  if (!profile) return;
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const known = Object.keys({ ...configFile, ...credentialsFile });
  if (known.includes(profile)) return;
  const there = known.length === 0 ? 'none' : known.join(', ');
  throw new StewardError(
    `there is no profile ${profile} in ~/.aws/config or ~/.aws/credentials; there is ${there}. ` +
      'Take one of them with --profile, or add it with aws configure',
  );
}

import type { Uses as Declared } from '../../../../local/aws.ts';
import type { UsesOptions } from '../../../../shared/use/options.ts';
import { usesReading } from '../../../../shared/use/reading.ts';
import type { ImageUse } from '../../../../shared/use/uses.ts';
import { startTestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';

export const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

export const web = (rest: string) => `${host}/web${rest}`;

/** A digest of this digit. */
export const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;

/** A local AWS on which `uses` run, and a reading of them; calls are recorded from then on. */
export async function readingOver(uses: Declared, options: Omit<UsesOptions, 'registry'>) {
  const started = await startTestAws({ uses });
  const calls = recordCalls(started.aws);
  const registry = async () => ({ registryId: '123456789012', region: 'eu-west-1' });
  const read = usesReading({ ...options, registry }, started.config);
  return { ...started, calls, read };
}

/** `web:1.0.0 by ECS service prod/web`, `… standby` for what nobody runs. */
export function linesOf(images: readonly ImageUse[]): string[] {
  return images
    .map(({ repository, imageId, by, standby }) => {
      const name =
        'imageTag' in imageId ? `:${imageId.imageTag}` : `@${short(imageId.imageDigest)}`;
      return `${repository}${name} by ${by.join(', ')}${standby ? ' standby' : ''}`;
    })
    .sort();
}

/** The first digit of a digest whose digits are all the same. */
function short(digest: string): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + 1);
}

import { digestOf, index, manifest } from '../../local/images.ts';
import { createRepositories, push } from '../../support/images.ts';
import { type Nights, startNights } from './nights.ts';

export const name = 'team-a/web';
export const archiving = '[{ action: archive, keep: { tags: [keep-*, "2.0"] } }]';
export const deleting = '[{ action: delete, keep: { tags: [keep-*, "2.0"] } }]';

export const amd = manifest('amd');
export const arm = manifest('arm');
export const old = index(amd, arm);
export const signed = manifest('signature', {
  subject: { mediaType: 'application/vnd.oci.image.index.v1+json', digest: digestOf(old), size: 1 },
});

/** An old image for two platforms with a signature, and a new one. */
export async function fill({ ecr }: Pick<Nights, 'ecr'>) {
  await createRepositories(ecr, name);
  for (const part of [amd, arm]) await push(ecr, name, [], part);
  await push(ecr, name, ['1.0'], old);
  await push(ecr, name, [], signed);
  await push(ecr, name, ['2.0']);
}

export const whole = (status: string) => ({
  ...{ '1.0': status, '2.0': 'ACTIVE' },
  ...Object.fromEntries([amd, arm, signed].map((it) => [digestOf(it), status])),
});

export async function started(retention: string): Promise<Nights> {
  const night = await startNights(retention);
  await fill(night);
  return night;
}

import { describe, expect, test } from 'vitest';
import { digestOf, manifest } from '../../local/images.ts';
import { auditLogOf } from '../../support/acting.ts';
import { createRepositories, push } from '../../support/images.ts';
import { startNights, stateOf } from './nights.ts';

const name = 'team-a/web';
const old = manifest('old');

/** ECR's limit. */
const tags = Array.from({ length: 1000 }, (_, at) => `build-${at}`);

const retention = (action: string) => `[{ action: ${action}, keep: { tags: ["2.0"] } }]`;

async function started(action: string) {
  const at = await startNights(retention(action));
  await createRepositories(at.ecr, name);
  await push(at.ecr, name, tags, old);
  await push(at.ecr, name, ['2.0']);
  return at;
}

describe('an image with 1,000 tags', () => {
  test.each([
    ['archive', { 'build-0': 'ARCHIVED', '2.0': 'ACTIVE' }],
    ['delete', { '2.0': 'ACTIVE' }],
  ])(
    'goes as a whole: %s',
    async (action, left) => {
      const at = await started(action);
      await at.nights(0, 7);
      expect(await stateOf(at.ecr, name)).toEqual(left);
      const [{ entry } = {}] = await auditLogOf(at.ledger);
      expect(entry).toMatchObject({ weight: 1 });
    },
    60_000,
  );

  test.each(['archive', 'delete'])(
    'stays for one of them that runs: %s',
    async (action) => {
      const at = await started(action);
      at.atBegin.images.push({
        ...{ repository: name, imageId: { imageTag: 'build-999' } },
        by: ['ECS service prod/web'],
      });
      expect(await at.nights(0, 8)).toMatchObject({ selected: { images: 0 }, outcomes: {} });
      expect(await stateOf(at.ecr, name)).toEqual({ 'build-0': 'ACTIVE', '2.0': 'ACTIVE' });
    },
    60_000,
  );
});

test('an image with more signatures than ECR deletes at a time goes with all of them', async () => {
  const at = await startNights(retention('delete'));
  await createRepositories(at.ecr, name);
  await push(at.ecr, name, ['1.0'], old);
  const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 1 };
  for (let number = 0; number < 120; number += 1) {
    const signature = manifest(`signature ${number}`, {
      subject: { ...subject, digest: digestOf(old) },
    });
    await push(at.ecr, name, [], signature);
  }
  await push(at.ecr, name, ['2.0']);
  await at.nights(0, 6);
  expect(Object.keys(await stateOf(at.ecr, name)).length).toBeGreaterThan(99);
  expect(await at.night(7)).toMatchObject({ outcomes: { deleted: 121 } });
  expect(await stateOf(at.ecr, name)).toEqual({ '2.0': 'ACTIVE' });
});

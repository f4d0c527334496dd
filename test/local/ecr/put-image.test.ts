import { PutImageCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { digestOf, index, manifest, put, repositoryName, tagsByDigest } from '../images.ts';
import { imageOf, snapshotOf } from '../snapshots.ts';
import { refusal, startTestAws, startWithRepository } from '../start.ts';

describe('PutImage', () => {
  test('names an image by the sha256 of its manifest', async () => {
    const { ecr } = await startWithRepository();
    const digest = await put(ecr, manifest('a'), '1.0.0');
    expect(digest).toBe(digestOf(manifest('a')));
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: ['1.0.0'] });
  });

  test('moves a tag and leaves the old image untagged', async () => {
    const { ecr } = await startWithRepository();
    const old = await put(ecr, manifest('a'), 'latest');
    const young = await put(ecr, manifest('b'), 'latest');
    expect(await tagsByDigest(ecr)).toEqual({ [old]: [], [young]: ['latest'] });
  });

  test('refuses what changes nothing', async () => {
    const { ecr } = await startWithRepository();
    await put(ecr, manifest('a'), '1.0.0');
    const again = await refusal(put(ecr, manifest('a'), '1.0.0'));
    expect(again.name).toBe('ImageAlreadyExistsException');
    expect(again.message).toBe(
      `Image with digest '${digestOf(manifest('a'))}' and tag '1.0.0' already exists in the repository with name '${repositoryName}' in registry with id '123456789012'`,
    );
    expect((await refusal(put(ecr, manifest('a')))).name).toBe('ImageAlreadyExistsException');
  });

  test.each([
    ['IMMUTABLE', [], '1.0.0', false],
    ['IMMUTABLE_WITH_EXCLUSION', ['lat*'], 'latest', true],
    ['IMMUTABLE_WITH_EXCLUSION', ['lat*'], '1.0.0', false],
    ['MUTABLE_WITH_EXCLUSION', ['v*.*'], 'v1.0', false],
    ['MUTABLE_WITH_EXCLUSION', ['v*.*'], 'edge', true],
  ] as const)(
    'in a repository that is %s but for %j, tag %s can move: %s',
    async (mode, filters, tag, moves) => {
      const { ecr } = await startWithRepository({
        imageTagMutability: mode,
        ...(filters.length > 0 && {
          imageTagMutabilityExclusionFilters: filters.map((filter) => ({
            filterType: 'WILDCARD',
            filter,
          })),
        }),
      });
      await put(ecr, manifest('a'), tag);
      const second = put(ecr, manifest('b'), tag);
      if (moves) await second;
      else expect((await refusal(second)).name).toBe('ImageTagAlreadyExistsException');
    },
  );

  test('refuses a digest that is not the manifest’s', async () => {
    const { ecr } = await startWithRepository();
    const push = new PutImageCommand({
      repositoryName,
      imageManifest: manifest('a'),
      imageDigest: digestOf('b'),
    });
    expect((await refusal(ecr.send(push))).name).toBe('ImageDigestDoesNotMatchException');
  });

  test('refuses an index whose children are not there', async () => {
    const { ecr } = await startWithRepository();
    const refused = await refusal(put(ecr, index(manifest('child')), '1.0.0'));
    expect(refused.name).toBe('ReferencedImagesNotFoundException');
    expect(refused.message).toContain(digestOf(manifest('child')));
  });

  test('needs a media type, in the manifest or beside it', async () => {
    const { ecr } = await startWithRepository();
    const { mediaType: imageManifestMediaType, ...bare } = JSON.parse(manifest('bare'));
    const imageManifest = JSON.stringify(bare);
    const without = await refusal(put(ecr, imageManifest));
    expect([without.name, without.message]).toEqual([
      'InvalidParameterException',
      'image manifest mediatype not provided in manifest or parameter',
    ]);
    const pushed = await ecr.send(
      new PutImageCommand({ repositoryName, imageManifest, imageManifestMediaType }),
    );
    expect(pushed.image?.imageManifestMediaType).toBe(imageManifestMediaType);
  });

  test('takes an index of indexes, but none of layers', async () => {
    const { ecr } = await startWithRepository();
    await put(ecr, manifest('a'));
    await put(ecr, index(manifest('a')));
    const nested = index(index(manifest('a'))).replace('image.manifest', 'image.index');
    await put(ecr, nested, 'nested');
    const layers = index(manifest('a')).replace('image.manifest.v1+json', 'image.layer.v1.tar');
    expect((await refusal(put(ecr, layers))).name).toBe('InvalidParameterException');
  });

  test.each([['no JSON'], ['[]'], ['{}'], ['{"schemaVersion":2,"layers":[{}]}']])(
    'refuses %s as a manifest',
    async (text) => {
      const { ecr } = await startWithRepository();
      const refused = await refusal(put(ecr, text, '1.0.0'));
      expect(refused.name).toBe('InvalidParameterException');
      expect(refused.message).toContain("Invalid parameter at 'imageManifest'");
    },
  );

  test('allows 1000 tags of one image', async () => {
    const imageTags = Array.from({ length: 999 }, (_, at) => `t${at}`);
    const snapshot = snapshotOf([imageOf(manifest('a'), { imageTags })]);
    const { ecr } = await startTestAws({ snapshot });
    await put(ecr, manifest('a'), 'the-last');
    expect((await refusal(put(ecr, manifest('a'), 'one-more'))).name).toBe(
      'LimitExceededException',
    );
  });
});

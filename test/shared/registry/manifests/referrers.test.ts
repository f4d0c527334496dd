import { CreateRepositoryCommand, PutImageCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { countImage, noImages } from '../../../../shared/inventory/summary/count.ts';
import { planForImage, planForRegistry } from '../../../../shared/naming/plan.ts';
import {
  isReferrer,
  isReferrerTag,
  tagsOfPushers,
} from '../../../../shared/registry/manifests/referrers.ts';
import type { RegistryImage } from '../../../../shared/registry/read.ts';
import { decide } from '../../../../shared/scanning/decision.ts';
import type { Failure } from '../../../../shared/scanning/findings/result.ts';
import { planForImage as scanOf } from '../../../../shared/scanning/plan.ts';
import { compileScanning } from '../../../../shared/scanning/rules.ts';
import { createCandidates } from '../../../../shared/scanning/walk/candidates.ts';
import { watchedTags } from '../../../../shared/tags/rules.ts';
import { noUses } from '../../../../shared/use/uses.ts';
import { digestOf } from '../../../local/images.ts';
import { refusal, startTestAws } from '../../../local/start.ts';
import { createRepositories, manifest, push } from '../../../support/images.ts';
import { scanOnPush, scansEnd, some } from '../../../support/scanning.ts';
import { namingOf } from '../../naming/naming.ts';

const hex = 'ab'.repeat(32);

test.each([
  [`sha256-${hex}`, true],
  [`sha512-${hex}`, true],
  [`sha256-${hex}.sig`, true],
  [`sha256-${hex}.att`, true],
  [`sha256-${hex}.sbom`, true],
  [`sha256-${hex}.rekor-bundle`, true],
  [`sha256-${hex}.0123456789abcdef.spdx`, true],
  [`sbom-sha256-${hex}.att`, true],
  [`import-sha256-${hex}.sig`, true],
  [`sha512-${hex}${'0'.repeat(50)}.sig`, true],
  [`sbom-sha256-${hex}`, false],
  [`sha256-${hex}0`, false],
  [`sha256-${hex.slice(2)}.sig`, false],
  [`sha256-${hex.toUpperCase()}`, false],
  [`sha1-${hex}.sig`, false],
  [`sha256-${hex}.`, false],
  [`sha256-${hex}-1.0.0`, false],
  ['sha256-abc', false],
  ['1.0.0.sig', false],
  ['latest', false],
  [hex, false],
])('%s is the tag of a referrer: %s', (tag, is) => {
  expect(isReferrerTag(tag)).toBe(is);
});

test.each([
  ['application/vnd.dev.cosign.artifact.sig.v1+json', true],
  ['application/vnd.dev.cosign.simplesigning.v1+json', true],
  ['application/vnd.dev.sigstore.bundle.v0.3+json', true],
  ['application/vnd.dev.sigstore.bundle+json;version=0.2', true],
  ['application/vnd.cncf.notary.signature', true],
  ['application/vnd.in-toto+json', true],
  ['application/vnd.in-toto.provenance+dsse', true],
  ['application/vnd.dsse.envelope.v1+json', true],
  ['application/spdx+json', true],
  ['text/spdx', true],
  ['application/vnd.cyclonedx+json', true],
  ['application/vnd.syft+json', true],
  ['application/vnd.oci.image.config.v1+json', false],
  ['application/vnd.docker.container.image.v1+json', false],
  ['application/vnd.cncf.helm.config.v1+json', false],
  ['application/vnd.buildkit.cacheconfig.v0', false],
  ['application/vnd.example.spdx+json', false],
  ['application/sarif+json', false],
])('an artifact of type %s is a referrer: %s', (artifactMediaType, is) => {
  expect(isReferrer({ imageTags: ['1.0.0'], artifactMediaType })).toBe(is);
});

describe('an image', () => {
  const imageDigest = `sha256:${hex}`;
  const ours = `quarantine-${hex.slice(0, 12)}`;
  const signature = `sha256-${'0'.repeat(64)}.sig`;

  test('is no referrer as long as somebody has given it a tag', () => {
    const imageTags = ['1.0.0', signature, ours];
    expect(isReferrer({ imageTags })).toBe(false);
    expect(tagsOfPushers({ imageDigest, imageTags })).toEqual(['1.0.0']);
  });

  test('is still one with its in-use tag, which nobody has pushed', () => {
    const inUse = `in-use-${hex.slice(0, 12)}`;
    expect(isReferrer({ imageTags: [signature, inUse] })).toBe(true);
    expect(isReferrer({ imageTags: [inUse] })).toBe(false);
    expect(tagsOfPushers({ imageDigest, imageTags: ['1.0.0', inUse] })).toEqual(['1.0.0']);
    const foreign = ['in-use-000000000000', 'in-use-prod'];
    expect(tagsOfPushers({ imageDigest, imageTags: foreign })).toEqual(foreign);
  });

  test('without a tag is none by its tags', () => {
    expect(isReferrer({ imageTags: [] })).toBe(false);
    expect(isReferrer({ subjectManifestDigest: imageDigest })).toBe(true);
  });

  test('has nobody’s tags when it is a referrer, and a quarantine tag for another is somebody’s', () => {
    const subjectManifestDigest = imageDigest;
    expect(tagsOfPushers({ imageDigest, imageTags: ['sig'], subjectManifestDigest })).toEqual([]);
    const imageTags = ['quarantine-000000000000', ours];
    expect(tagsOfPushers({ imageDigest, imageTags })).toEqual(['quarantine-000000000000']);
  });
});

/** An image and what cosign and a registry without a list of referrers put beside it, as plain images. */
async function signed() {
  const started = await startTestAws();
  const { ecr } = started;
  await createRepositories(ecr, 'a/b');
  const subject = await push(ecr, 'a/b', ['1.4.2']);
  const tags = ['.sig', '.att', '.sbom', ''].map((end) => subject.replace(':', '-') + end);
  for (const tag of tags) await push(ecr, 'a/b', [tag], manifest(tag));
  return { ...started, tags };
}

const versions = namingOf(
  '{grace: 0s, tags: [{rule: v, kinds: [semver], action: quarantine, maxTagsPerRepository: 1}]}',
);

test('signatures of cosign break no rule, by a push or in a run over the registry', async () => {
  const { ecr, tags } = await signed();
  const plan = await planForRegistry(ecr, versions);
  expect(plan.checked).toEqual({ repositories: 1, images: 1, tags: 1, signatures: 4 });
  expect(plan.violations).toEqual([]);
  for (const imageTag of tags) {
    const scope = { repositoryName: 'a/b', imageId: { imageTag } };
    expect((await planForImage(ecr, versions, scope, [])).violations).toEqual([]);
  }
});

test('cosign can add to what it has signed where all but its tags is immutable', async () => {
  const { ecr } = await startTestAws();
  const filters = ['sha256-*.att', 'sha256-*.sig'];
  const settings = {
    imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
    imageTagMutabilityExclusionFilters: filters.map((filter) => ({
      filterType: 'WILDCARD' as const,
      filter,
    })),
  } as const;
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'a/b', ...settings }));
  const subject = await push(ecr, 'a/b', ['1.4.2']);
  const put = (imageTag: string, imageManifest: string) =>
    ecr.send(new PutImageCommand({ repositoryName: 'a/b', imageTag, imageManifest }));
  const attestations = `${subject.replace(':', '-')}.att`;
  await put(attestations, manifest('one'));
  await put(attestations, manifest('one and two'));
  expect((await refusal(put('1.4.2', manifest('other')))).name).toBe(
    'ImageTagAlreadyExistsException',
  );
});

test('signatures of cosign are no images to scan, to quarantine, to watch or to count as orphans', () => {
  const imageTags = [`sha256-${hex}.sig`];
  const image = { imageDigest: digestOf('x'), imageTags, imageSizeInBytes: 7 };
  const config = 'application/vnd.oci.image.config.v1+json';
  const sweep = { newest: 9, pulledWithinDays: 9, maxImages: 9 };
  const plain = { ...image, artifactMediaType: config };
  const candidates = (...images: RegistryImage[]) => {
    const chosen = createCandidates(sweep, new Date());
    for (const each of images) chosen.add(each);
    return chosen.chosen();
  };
  expect(candidates(plain)).toMatchObject({ looks: [], others: 0 });
  const index = 'application/vnd.oci.image.index.v1+json';
  const fallback = { ...image, imageTags: [`sha256-${hex}`], imageManifestMediaType: index };
  const child = { ...plain, imageTags: [] };
  expect(candidates(fallback, child)).toMatchObject({ looks: [], others: 1 });
  expect(watchedTags(image)).toEqual([]);
  const counts = noImages();
  countImage(counts, image);
  expect(counts).toMatchObject({ referrers: 1, untaggedBytes: 0 });
});

test('an image that fails its scan keeps the tags by which it is a signature', () => {
  const rule = { action: 'quarantine', quarantineWithin: 60 };
  const tags = ['1.0.0', `sha256-${hex}.sig`];
  const pushedAt = new Date();
  const failure = { repository: 'a/b', digest: digestOf('x'), rule, tags, pushedAt };
  const fate = decide(failure as unknown as Failure, []);
  expect(fate).toMatchObject({ kind: 'quarantine', tags: ['1.0.0'] });
});

test('a signature may be replaced where only signatures are mutable', async () => {
  const { ecr } = await startTestAws();
  await ecr.send(
    new CreateRepositoryCommand({
      repositoryName: 'a/b',
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: ['sha256-*.att', 'sha256-*.sig'].map((filter) => ({
        filter,
        filterType: 'WILDCARD' as const,
      })),
    }),
  );
  const subject = await push(ecr, 'a/b', ['1.4.2']);
  const attestation = `${subject.replace(':', '-')}.att`;
  await push(ecr, 'a/b', [attestation], manifest('one'));
  await push(ecr, 'a/b', [attestation], manifest('two'));
  const input = { repositoryName: 'a/b', imageTag: '1.4.2', imageManifest: manifest('x') };
  const refused = await refusal(ecr.send(new PutImageCommand(input)));
  expect(refused.name).toBe('ImageTagAlreadyExistsException');
});

test('a scan of a signature is judged by nobody, and one of its image is', async () => {
  const started = await startTestAws({ findings: { '*': { findings: some(1, 'CRITICAL') } } });
  const { ecr } = started;
  await scanOnPush(started);
  await createRepositories(ecr, 'a/b');
  const subject = await push(ecr, 'a/b', ['1.4.2']);
  const tag = `${subject.replace(':', '-')}.sig`;
  const signature = await push(ecr, 'a/b', [tag], manifest(tag));
  await scansEnd(ecr, 'a/b', [subject, signature]);
  const scanning = compileScanning(
    parseRegistryConfig('scanning: {rules: [{rule: gate, fail: {critical: 0}}]}').scanning,
  );
  const failures = async (imageDigest: string) =>
    (
      await scanOf(
        ecr,
        scanning,
        { repositoryName: 'a/b', imageId: { imageDigest } },
        async () => noUses,
      )
    ).failures;
  expect(await failures(subject)).toMatchObject([{ tags: ['1.4.2'] }]);
  expect(await failures(signature)).toEqual([]);
});

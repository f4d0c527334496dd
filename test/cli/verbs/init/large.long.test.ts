import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lifecyclePolicyText } from '../../../../shared/config/schema/repositories/lifecycle-policy.ts';
import { fileWith, folder, runCli } from '../../run.ts';

/** The larger the registry, the more it takes to see that its file is one that is read. */
test.each<[number, string, (index: number) => object]>([
  [20_000, 'with settings by folder and some exceptions', byFolder],
  [2000, 'whose settings follow no pattern', atRandom],
])(
  'a registry of %i repositories %s',
  async (repositories, _, settings) => {
    const registry = fileWith(snapshotWith(repositories, settings), 'json');
    const file = join(folder, `large-${repositories}.yml`);
    const run = await runCli(['init', '--registry', registry, '-o', file]);
    expect(run).toMatchObject({ stderr: '', code: 0 });
    expect(readFileSync(file).length).toBeLessThan(200_000);
    const again = await runCli(['plan', '-c', file, '--registry', registry]);
    expect({ stderr: again.stderr, code: again.code }).toEqual({ stderr: '', code: 0 });
  },
  1_800_000,
);

function byFolder(index: number): object {
  const isException = index % 97 === 0;
  const isImmutable = (folderOf(index) % 3 === 0) !== isException;
  return {
    imageTagMutability: isImmutable ? 'IMMUTABLE' : 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: folderOf(index) % 2 === 0 },
  };
}

function atRandom(index: number): object {
  const bits = Number.parseInt(hash('sha256', `settings ${index}`).slice(0, 8), 16);
  const filter = ['latest', 'v*', 'main', 'pr-*', 'dev-*'][(bits >>> 3) % 5];
  return {
    imageTagMutability: bits & 1 ? 'IMMUTABLE_WITH_EXCLUSION' : 'MUTABLE',
    ...(bits & 1 && {
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter }],
    }),
    imageScanningConfiguration: { scanOnPush: (bits & 2) === 2 },
    encryptionConfiguration: { encryptionType: bits & 4 ? 'KMS' : 'AES256' },
  };
}

function folderOf(index: number): number {
  return index % 400;
}

function snapshotWith(repositories: number, settings: (index: number) => object): string {
  const names = Array.from({ length: repositories }, (_, index) => ({
    index,
    repositoryName: `team-${folderOf(index)}/service-${index}`,
  }));
  const tags = (index: number) => [`1.${index % 50}.0`, hash('sha1', `${index}`), `pr-${index}`];
  return JSON.stringify({
    registryId: '123456789012',
    repositories: names.map(({ repositoryName, index }) => ({
      ...{ repositoryName, ...settings(index) },
      repositoryArn: `arn:aws:ecr:eu-west-1:123456789012:repository/${repositoryName}`,
    })),
    imageDetails: names.flatMap(({ repositoryName, index }) =>
      tags(index).map((tag) => ({
        ...{ repositoryName, imageTags: [tag], imageSizeInBytes: 1_000_000 },
        imageDigest: `sha256:${hash('sha256', `${repositoryName} ${tag}`)}`,
        imagePushedAt: '2026-11-01T00:00:00+00:00',
      })),
    ),
    lifecyclePolicies: names
      .filter(({ index }) => folderOf(index) % 5 === 0)
      .map(({ repositoryName }) => ({
        repositoryName,
        lifecyclePolicyText: lifecyclePolicyText({ expireUntaggedDays: 14 }),
      })),
  });
}

import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoriesCommand,
  PutImageCommand,
  ValidatePullThroughCacheRuleCommand,
} from '@aws-sdk/client-ecr';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import {
  parseSnapshot,
  type Snapshot,
  SnapshotError,
} from '../../../../local/ecr/snapshot/snapshot.ts';
import { digestOf, repositoryName } from '../../images.ts';
import { imageOf, snapshotOf } from '../../snapshots.ts';
import { startTestAws } from '../../start.ts';

const credentialArn =
  'arn:aws:secretsmanager:us-east-2:210987654321:secret:ecr-pullthroughcache/hub-AbCdEf';

const snapshot: Snapshot = {
  registryId: '210987654321',
  repositories: [
    {
      repositoryName,
      repositoryArn: `arn:aws:ecr:us-east-2:210987654321:repository/${repositoryName}`,
      registryId: '210987654321',
      createdAt: '2025-01-01T09:00:00+01:00',
      imageTagMutability: 'IMMUTABLE',
    },
  ],
  imageDetails: [
    imageOf('a', {
      imageTags: ['1.0.0', 'latest'],
      imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactMediaType: 'application/vnd.oci.image.config.v1+json',
      lastRecordedPullTime: 1_790_000_000,
      imageScanFindingsSummary: { findingSeverityCounts: { HIGH: 2 } },
    }),
    imageOf('b', { imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' }),
  ],
  pullThroughCacheRules: [
    {
      ecrRepositoryPrefix: 'docker-hub',
      upstreamRegistryUrl: 'registry-1.docker.io',
      upstreamRegistry: 'docker-hub',
      createdAt: '2025-01-01T08:00:00.000Z',
      credentialArn,
    },
  ],
};

describe('a loaded snapshot', () => {
  test('gives account and region, and answers as the registry that it was taken of', async () => {
    const { aws, ecr } = await startTestAws({ snapshot });
    expect(aws).toMatchObject({ accountId: '210987654321', region: 'us-east-2' });
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toMatchObject([
      { imageTagMutability: 'IMMUTABLE', createdAt: new Date('2025-01-01T08:00:00Z') },
    ]);
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
    expect(imageDetails).toHaveLength(2);
    expect(imageDetails).toContainEqual(
      expect.objectContaining({
        imageDigest: digestOf('a'),
        imageTags: ['1.0.0', 'latest'],
        lastRecordedPullTime: new Date(1_790_000_000_000),
        imageScanFindingsSummary: { findingSeverityCounts: { HIGH: 2 } },
      }),
    );
  });

  test('brings the secrets that its rules name', async () => {
    const { ecr, secretsManager } = await startTestAws({ snapshot });
    const secret = await secretsManager.send(
      new DescribeSecretCommand({ SecretId: credentialArn }),
    );
    expect(secret).toMatchObject({ ARN: credentialArn, Name: 'ecr-pullthroughcache/hub' });
    const validate = new ValidatePullThroughCacheRuleCommand({ ecrRepositoryPrefix: 'docker-hub' });
    expect((await ecr.send(validate)).isValid).toBe(true);
    const { pullThroughCacheRules } = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
    expect(pullThroughCacheRules).toMatchObject([
      { credentialArn, upstreamRepositoryPrefix: 'ROOT' },
    ]);
  });

  test.each(['a', 'b'])('recognises image %s by the manifest that it hands out', async (name) => {
    const { ecr } = await startTestAws({ snapshot });
    const imageDigest = digestOf(name);
    const got = await ecr.send(
      new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }),
    );
    const { imageManifest, imageManifestMediaType } = got.images?.[0] ?? {};
    const { image } = await ecr.send(
      new PutImageCommand({
        repositoryName,
        imageManifest,
        imageManifestMediaType,
        imageTag: 'quarantine',
        imageDigest,
      }),
    );
    expect(image?.imageId).toEqual({ imageDigest, imageTag: 'quarantine' });
    const described = new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] });
    const { imageDetails } = await ecr.send(described);
    expect(imageDetails?.[0]).toMatchObject({ imageSizeInBytes: 1000 });
    expect(imageDetails?.[0]?.imageTags).toContain('quarantine');
  });

  test('is written as it was loaded, in every round', async () => {
    const first = await startTestAws({ snapshot });
    const dumped = parseSnapshot(JSON.stringify(first.aws.snapshot()));
    expect(dumped.imageDetails.map((image) => image.imageDigest)).toEqual(
      [digestOf('a'), digestOf('b')].sort(),
    );
    const second = await startTestAws({ snapshot: dumped });
    expect(second.aws.snapshot()).toEqual(first.aws.snapshot());
  });
});

describe('parseSnapshot', () => {
  const problemsOf = (content: string): readonly string[] => {
    try {
      parseSnapshot(content);
    } catch (error) {
      if (error instanceof SnapshotError) return error.problems;
      throw error;
    }
    return [];
  };

  test('ignores unknown members', () => {
    const text = JSON.stringify({
      ...snapshotOf([]),
      repositories: [{ repositoryName, colour: 'blue' }],
      x: 1,
    });
    expect(parseSnapshot(text).repositories).toEqual([{ repositoryName }]);
  });

  test('reads null as an absent member, as --query and boto3 write it, wherever it is optional', () => {
    const [image] = snapshotOf([imageOf('a', {})]).imageDetails;
    const members = {
      repository: ['repositoryArn', 'registryId', 'createdAt', 'imageTagMutability', 'tags'],
      image: ['imageTags', 'artifactMediaType', 'lastRecordedPullTime', 'imageScanFindingsSummary'],
    };
    const nulls = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, null]));
    const scan = { imageScanningConfiguration: { scanOnPush: null } };
    const text = JSON.stringify({
      registryId: null,
      repositories: [{ repositoryName, ...nulls(members.repository), ...scan }],
      imageDetails: [{ ...image, ...nulls(members.image) }],
      pullThroughCacheRules: null,
    });
    expect(parseSnapshot(text)).toEqual({
      repositories: [{ repositoryName, imageScanningConfiguration: {} }],
      imageDetails: [image],
    });
  });

  test('does not accept null for a required member, or in a list', () => {
    const text = JSON.stringify({
      repositories: [{ repositoryName: null }],
      imageDetails: [imageOf('a', { imageTags: ['1.0.0', null] } as never), null],
    });
    expect(problemsOf(text)).toEqual([
      'repositories[0].repositoryName: must be a string',
      'imageDetails[0].imageTags[1]: must be a string',
      'imageDetails[1]: must be an object',
    ]);
  });

  test('says that a text is not JSON, without quoting it', () => {
    expect(problemsOf('xyzzy {')).toEqual(['the file is not JSON; it must be one JSON object']);
  });

  test('is read with a byte order mark, and refused in UTF-16', () => {
    const text = JSON.stringify({ repositories: [], imageDetails: [] });
    expect(parseSnapshot(`\uFEFF${text}`)).toEqual({ repositories: [], imageDetails: [] });
    const read = Buffer.from(`\uFEFF${text}`, 'utf16le').toString('utf8');
    expect(problemsOf(read)).toEqual(['the file is in UTF-16: save it as UTF-8']);
  });

  test.each(['nextToken', 'NextToken'])('is no whole registry with %s', (token) => {
    const text = JSON.stringify({ repositories: [], imageDetails: [], [token]: 'abc' });
    expect(problemsOf(text)).toEqual([
      `${token}: more pages follow, and what is on them is missing: read them all, and leave ${token} out`,
    ]);
    expect(parseSnapshot(text.replace('"abc"', 'null'))).toMatchObject({ repositories: [] });
  });

  test('takes seconds for a date, and no milliseconds', () => {
    const withDate = (imagePushedAt: number) =>
      JSON.stringify({
        repositories: [{ repositoryName }],
        imageDetails: [imageOf('a', { imagePushedAt })],
      });
    expect(parseSnapshot(withDate(1_780_304_400.5)).imageDetails).toHaveLength(1);
    expect(problemsOf(withDate(1_780_304_400_000))).toEqual([
      expect.stringMatching(/^imageDetails\[0\]\.imagePushedAt: .*, or seconds since 1970$/),
    ]);
  });

  test('shows the first of many problems, and how many more there are', () => {
    const some = (number: number) => Array.from({ length: number }, (_, at) => `problem ${at}`);
    expect(new SnapshotError(some(21)).message.split('\n')).toHaveLength(22);
    expect(new SnapshotError(some(500)).message.split('\n').slice(20)).toEqual([
      '  problem 19',
      '  and 480 more',
    ]);
  });

  test('names all invalid members at once, with their places', () => {
    const text = JSON.stringify({
      registryId: '12',
      repositories: [{}, { repositoryName, imageTagMutability: 'xyzzy' }],
      imageDetails: [
        imageOf('a', { imageSizeInBytes: -1, imageDigest: 'xyzzy', imagePushedAt: 'xyzzy' }),
      ],
      pullThroughCacheRules: {},
    });
    expect(problemsOf(text)).toEqual([
      'registryId: must be 12 digits',
      'repositories[0].repositoryName: must be a string',
      'repositories[1].imageTagMutability: must be one of IMMUTABLE, MUTABLE, MUTABLE_WITH_EXCLUSION, IMMUTABLE_WITH_EXCLUSION',
      'imageDetails[0].imageDigest: must be sha256: and 64 hex digits',
      'imageDetails[0].imageSizeInBytes: must be a whole number of bytes',
      'imageDetails[0].imagePushedAt: must be an ISO 8601 date and time, such as 2026-11-21T18:10:00+00:00, or seconds since 1970',
      'pullThroughCacheRules: must be an array',
    ]);
  });

  test('names contradictions', () => {
    const text = JSON.stringify({
      repositories: [{ repositoryName }, { repositoryName }],
      imageDetails: [
        imageOf('a', { imageTags: ['1'] }),
        imageOf('a'),
        imageOf('b', { imageTags: ['1'] }),
        { ...imageOf('c'), repositoryName: 'nope' },
      ],
    });
    expect(problemsOf(text)).toEqual([
      'repositories[1].repositoryName: must not be given twice',
      'imageDetails[1].imageDigest: must not be given twice',
      'imageDetails[2].imageTags[0]: must not be given twice',
      'imageDetails[3].repositoryName: must be one of the repositories',
    ]);
  });

  test.each(['null', '[]', '"x"'])('requires an object, not %s', (text) => {
    expect(problemsOf(text)).toEqual(['the whole: must be an object']);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nameInUse } from '../../../shared/use/uses.ts';
import { index, manifest } from '../../local/images.ts';
import { expireUntagged, keepLast, nameOfImage, rule } from '../shield/shielding.ts';
import { byDigest, type Incident, play, type Started, uri } from './incident.ts';

/** A policy that keeps the newest images of the repository. */
const keepNewest = (countNumber: number) =>
  JSON.stringify({
    rules: [rule(1, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber })],
  });

const expireAfter = (countNumber: number) =>
  JSON.stringify({
    rules: [
      rule(1, {
        ...{ tagStatus: 'any', countType: 'sinceImagePushed' },
        ...{ countUnit: 'days', countNumber },
      }),
    ],
  });

const builds = async ({ push }: Started, prefix: string, many: number) => {
  for (let at = 1; at <= many; at += 1) await push(`${prefix} ${at}`, `${prefix}-${at}`);
};

/** An image for two platforms, as `docker buildx build --push` pushes it. */
const pushBoth = async ({ push, putManifest }: Started, tag: string) => {
  const parts = [`${tag} arm`, `${tag} amd`];
  for (const part of parts) await push(part);
  await putManifest(tag, index(...parts.map((part) => manifest(part))), [tag]);
};

const service = (images: readonly string[]) => ({ cluster: 'prod', name: 'web', images });

/** Pods as `kubectl get pods -A -o json` prints them, in a file. */
async function podsRunning(image: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pods-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'pods.json');
  const pod = {
    ...{ kind: 'Pod', metadata: { name: 'web-0', namespace: 'shop' } },
    ...{ spec: { containers: [{ name: 'web', image }] }, status: {} },
  };
  await writeFile(path, JSON.stringify({ kind: 'List', items: [pod] }));
  return path;
}

/** Each as it was reported in public, with the numbers that the report names. */
const incidents: [string, () => Incident | Promise<Incident>][] = [
  [
    // github.com/theopensystemslab/planx-new/issues/7065: CannotPullContainerError
    'the most images that a repository keeps is reached, and the one of the service is the oldest',
    () => ({
      lost: ['release'],
      running: { services: [service([uri(':release')])] },
      before: async (started) => {
        await started.push('release', 'release');
        await started.putPolicy(keepNewest(5));
      },
      after: (started) => builds(started, 'build', 5),
    }),
  ],
  [
    // status.latitude.so/incident/866549
    'images expire after 7 days, and task definitions in use name older ones',
    () => ({
      lost: ['2', '1'],
      running: {
        services: [service([uri(':2')])],
        taskDefinitions: [{ family: 'web', images: [uri(':1')] }],
      },
      sources: { sources: ['ecs'], taskDefinitions: 2 },
      before: async ({ push, putPolicy }) => {
        for (const tag of ['1', '2']) await push(tag, tag);
        await putPolicy(expireAfter(7));
      },
    }),
  ],
  [
    // github.com/aws-actions/aws-lambda-deploy/issues/68: the function is trying to use a deleted image
    'a published version of a function uses an image that is deleted',
    () => ({
      lost: ['1', nameOfImage('1'), '2', nameOfImage('2')],
      running: {
        functions: [
          {
            ...{ name: 'resize', imageUri: uri(':3') },
            versions: ['1', '2', '3'].map((tag) => ({
              imageUri: uri(`:${tag}`),
              resolvedImageUri: byDigest(tag),
            })),
            aliases: [{ name: 'live', version: '1' }],
          },
        ],
      },
      before: async ({ push, putPolicy }) => {
        for (const tag of ['1', '2', '3']) await push(tag, tag);
        await putPolicy(keepLast(1));
      },
    }),
  ],
  [
    // status.cloudcannon.com/incidents/d1n6pczn2wxf
    'builds for ARM double the images, so that the newest 30 are fewer builds than before',
    () => ({
      lost: ['build-1'],
      running: { services: [service([uri(':build-1')])] },
      before: async (started) => {
        await pushBoth(started, 'build-1');
        await started.putPolicy(keepNewest(30));
      },
      after: async (started) => {
        for (let at = 2; at <= 11; at += 1) await pushBoth(started, `build-${at}`);
      },
    }),
  ],
  [
    // github.com/aws/amazon-ecs-agent/issues/4226
    'a base image is pushed anew, and the digest that ECS has pinned has no tag any more',
    () => ({
      lost: [nameOfImage('old')],
      running: {
        services: [
          {
            ...service([uri(':base')]),
            revision: [{ image: uri(':base'), imageDigest: nameOfImage('old') }],
          },
        ],
      },
      before: async ({ push, putPolicy }) => {
        await push('old', 'base');
        await putPolicy(expireUntagged);
      },
      after: ({ push }) => push('new', 'base'),
    }),
  ],
  [
    // github.com/chanzuckerberg/single-cell-data-portal/issues/5885
    '100 builds of pull requests push production out of the newest 100',
    () => ({
      lost: ['prod'],
      running: { services: [service([uri(':prod')])] },
      before: async (started) => {
        await started.push('prod', 'prod');
        await started.putPolicy(keepLast(100));
      },
      after: (started) => builds(started, 'pr', 100),
    }),
  ],
  [
    // github.com/ministryofjustice/cloud-platform/issues/839, 905 and 3537
    'what a cluster runs is older than the newest 40',
    async () => {
      const files = [{ uri: await podsRunning(uri(':deployed')), maxAge: 172_800 }];
      return {
        lost: ['deployed'],
        sources: { sources: [], files },
        before: async (started) => {
          await started.push('deployed', 'deployed');
          await started.putPolicy(keepNewest(40));
        },
        after: (started) => builds(started, 'build', 40),
      };
    },
  ],
];

describe('lost with a plain lifecycle policy, kept with the shield', () => {
  test.each(incidents)('%s', async (_, incident) => {
    const reported = await incident();
    const plain = await play(reported, 'no shield');
    expect(plain.lost.map(nameInUse)).toEqual(reported.lost);
    expect(reported.lost).not.toEqual([]);
    const shielded = await play(reported, 'shield');
    expect(shielded.uses).toEqual(plain.uses);
    expect(shielded.lost).toEqual([]);
  });
});

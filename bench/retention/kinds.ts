import type { Spec, Truth } from './images.ts';
import type { Kind } from './kind.ts';

/** Newer builds of which none runs: they are more than any rule keeps by number. */
const newer: readonly Spec[] = Array.from({ length: 12 }, (_, at) => ({
  ...{ name: `n${at}`, tags: [`build-${at}`], days: 90 - at, truth: 'unused' },
}));

const old = (name: string, truth: Truth, tags: readonly string[] = []): Spec => ({
  ...{ name, truth, tags, days: 200 },
});

const prod = 'prod';

/** Every way to be in use that ecr-steward or ecrm document, each in a repository of its own. */
export const kindsOfUse: readonly Kind[] = [
  {
    repository: 'ecs/moved-tag',
    images: [
      old('runs', 'runs', ['live']),
      ...newer,
      { ...old('next', 'unused', ['live']), days: 40 },
    ],
    uses: ({ tagged, digest }) => ({
      tasks: [
        {
          ...{ cluster: prod, family: 'moved-tag' },
          containers: [{ image: tagged('live'), imageDigest: digest('runs') }],
        },
      ],
    }),
  },
  {
    // No task runs now: what is started next has the digest that ECS has pinned.
    repository: 'ecs/pinned',
    images: [
      old('runs', 'runs', ['live']),
      ...newer,
      { ...old('next', 'unused', ['live']), days: 40 },
    ],
    uses: ({ tagged, digest }) => ({
      services: [
        {
          ...{ cluster: prod, name: 'pinned', images: [tagged('live')] },
          revision: [{ image: tagged('live'), imageDigest: digest('runs') }],
        },
      ],
    }),
  },
  {
    repository: 'ecs/deploying',
    images: [old('before', 'standby', ['2']), old('runs', 'runs', ['3']), ...newer],
    uses: ({ tagged, digest }) => ({
      services: [
        {
          ...{ cluster: prod, name: 'deploying', images: [tagged('3')] },
          deployments: [[tagged('2')]],
          revision: [{ image: tagged('3'), imageDigest: digest('runs') }],
          deployment: {
            status: 'IN_PROGRESS',
            source: [{ image: tagged('2'), imageDigest: digest('before') }],
          },
        },
      ],
    }),
  },
  {
    repository: 'ecs/rollback',
    images: [old('before', 'standby', ['live']), old('runs', 'runs', ['live']), ...newer],
    uses: ({ tagged, digest }) => ({
      services: [
        {
          ...{ cluster: prod, name: 'rollback', images: [tagged('live')] },
          revision: [{ image: tagged('live'), imageDigest: digest('runs') }],
          deployment: {
            status: 'IN_PROGRESS',
            source: [{ image: tagged('live'), imageDigest: digest('before') }],
          },
        },
      ],
    }),
  },
  {
    repository: 'ecs/task-set',
    images: [old('green', 'runs', ['green']), old('blue', 'runs', ['blue']), ...newer],
    uses: ({ tagged }) => ({
      services: [
        {
          ...{ cluster: prod, name: 'task-set', images: [tagged('blue')] },
          taskSets: [[tagged('green')]],
        },
      ],
    }),
  },
  {
    repository: 'ecs/stopped',
    images: [old('stopped', 'standby', ['nightly']), ...newer],
    uses: ({ tagged, digest }) => ({
      tasks: [
        {
          ...{ cluster: 'jobs', family: 'stopped', stopped: true },
          containers: [{ image: tagged('nightly'), imageDigest: digest('stopped') }],
        },
      ],
    }),
  },
  {
    repository: 'ecs/definitions',
    images: [...['1', '2', '3'].map((tag) => old(tag, 'standby', [tag])), ...newer],
    uses: ({ tagged }) => ({
      taskDefinitions: ['1', '2', '3'].map((tag) => ({
        ...{ family: 'definitions', images: [tagged(tag)] },
      })),
    }),
  },
  {
    repository: 'lambda/alias',
    images: [old('runs', 'runs', ['1']), ...newer],
    uses: ({ tagged, pinned }) => ({
      functions: [
        {
          ...{ name: 'alias', imageUri: tagged('build-11'), resolvedImageUri: pinned('n11') },
          versions: [
            { imageUri: tagged('1'), resolvedImageUri: pinned('runs') },
            ...newer.map(({ name, tags: [tag = ''] = [] }) => ({
              ...{ imageUri: tagged(tag), resolvedImageUri: pinned(name) },
            })),
          ],
          aliases: [{ name: 'live', version: '1' }],
        },
      ],
    }),
  },
  {
    repository: 'lambda/versions',
    images: [...['1', '2', '3'].map((tag) => old(tag, 'standby', [tag])), ...newer],
    uses: ({ tagged, pinned }) => ({
      functions: [
        {
          ...{ name: 'versions', imageUri: tagged('3'), resolvedImageUri: pinned('3') },
          versions: ['1', '2', '3'].map((tag) => ({
            ...{ imageUri: tagged(tag), resolvedImageUri: pinned(tag) },
          })),
        },
      ],
    }),
  },
  {
    repository: 'lambda/moved-tag',
    images: [
      old('runs', 'runs', ['live']),
      ...newer,
      { ...old('next', 'unused', ['live']), days: 40 },
    ],
    uses: ({ tagged, pinned }) => ({
      functions: [
        { name: 'moved-tag', imageUri: tagged('live'), resolvedImageUri: pinned('runs') },
      ],
    }),
  },
  {
    repository: 'app-runner/service',
    images: [old('runs', 'runs', ['live']), ...newer],
    uses: ({ tagged }) => ({ appRunner: [{ name: 'service', image: tagged('live') }] }),
  },
  {
    // A cluster that Amazon Inspector sees.
    repository: 'eks/inspected',
    images: [old('runs', 'runs', ['2.0.0']), ...newer],
    uses: ({ digest }) => ({
      inspector: [
        {
          ...{ repository: 'eks/inspected', digest: digest('runs'), inUseCount: 2 },
          clusters: [{ name: prod, runs: { namespace: 'shop', workloads: ['web'] } }],
        },
      ],
    }),
  },
  {
    // A cluster that only a file names.
    repository: 'eks/listed',
    images: [old('runs', 'runs', ['2.0.0']), ...newer],
    pods: ({ tagged }) => [tagged('2.0.0')],
  },
  {
    repository: 'multi-arch/tagged',
    images: [
      ...['amd64', 'arm64', 'provenance'].map((name) => old(name, 'needed')),
      { ...old('runs', 'runs', ['1']), parts: ['amd64', 'arm64', 'provenance'] },
      ...['old amd64', 'old arm64'].map((name) => old(name, 'unused')),
      { ...old('unused', 'unused', ['0']), parts: ['old amd64', 'old arm64'] },
      ...newer,
    ],
    uses: ({ tagged }) => ({
      services: [{ cluster: prod, name: 'multi-arch', images: [tagged('1')] }],
    }),
  },
  {
    // The task has pulled a part, by a tag that has moved since.
    repository: 'multi-arch/moved-tag',
    images: [
      old('amd64', 'runs'),
      old('arm64', 'needed'),
      { ...old('index', 'needed', ['live']), parts: ['amd64', 'arm64'] },
      ...newer,
      { ...old('next', 'unused', ['live']), days: 40 },
    ],
    uses: ({ tagged, digest }) => ({
      tasks: [
        {
          ...{ cluster: prod, family: 'multi-arch-moved' },
          containers: [{ image: tagged('live'), imageDigest: digest('amd64') }],
        },
      ],
    }),
  },
  {
    repository: 'signed/cosign',
    images: [
      old('runs', 'runs', ['1']),
      { ...old('signature', 'needed'), signs: 'runs' },
      ...newer,
    ],
    uses: ({ tagged }) => ({
      services: [{ cluster: prod, name: 'cosign', images: [tagged('1')] }],
    }),
  },
  {
    repository: 'signed/referrer',
    images: [
      old('runs', 'runs', ['1']),
      { ...old('signature', 'needed'), subject: 'runs' },
      { ...old('sbom', 'needed'), subject: 'runs' },
      ...newer,
    ],
    uses: ({ tagged }) => ({
      services: [{ cluster: prod, name: 'referrer', images: [tagged('1')] }],
    }),
  },
  {
    // Of a cluster in another account, which no source here sees.
    repository: 'shared/base',
    images: [{ ...old('pulled', 'pulled', ['1']), pulledDays: 5 }, ...newer],
  },
  {
    repository: 'docker-hub/library/nginx',
    images: [
      { ...old('pulled', 'pulled', ['1.27']), pulledDays: 2 },
      ...newer.map((it) => ({ ...it, pulledDays: it.days - 1 })),
    ],
  },
  {
    repository: 'tags/release',
    images: [...['1', '2'].map((it) => old(it, 'standby', [`release-${it}`])), ...newer],
  },
];

import {
  DescribeImagesCommand,
  GetLifecyclePolicyCommand,
  PutImageCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import type { Uses as Running } from '../../../local/aws.ts';
import type { Snapshot } from '../../../local/ecr/snapshot/snapshot.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { shieldVisitor } from '../../../shared/shield/visitor.ts';
import type { UseGuard } from '../../../shared/use/guard.ts';
import { type ImageUse, noUses, type UnknownUses } from '../../../shared/use/uses.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { digestOf, manifest, repositoryName } from '../../local/images.ts';
import { snapshotOf } from '../../local/snapshots.ts';
import { openGate, roomy, unused } from '../../support/acting.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { startReporting } from '../../support/reporting.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

export const enforce = "shield: [{repositories: ['team-a/**'], action: enforce}]";

export const DAY_MS = 86_400_000;

export const nameOfImage = (name: string) => digestOf(manifest(name));

export const tagOf = (name: string) => `in-use-${nameOfImage(name).slice(7, 19)}`;

/** A use of an image by its digest. */
export const runs = (name: string, by = 'ECS service prod/web'): ImageUse => ({
  ...{ repository: repositoryName, imageId: { imageDigest: nameOfImage(name) }, by: [by] },
});

export const rule = (rulePriority: number, selection: object) => ({
  ...{ rulePriority, selection, action: { type: 'expire' } },
});

/** A policy that keeps the newest images among those with a tag. */
export const keepLast = (countNumber: number) =>
  JSON.stringify({
    rules: [
      rule(1, {
        ...{ tagStatus: 'tagged', tagPatternList: ['*'] },
        ...{ countType: 'imageCountMoreThan', countNumber },
      }),
    ],
  });

/** A policy that expires what has no tag, a day after its push. */
export const expireUntagged = JSON.stringify({
  rules: [
    rule(1, {
      ...{ tagStatus: 'untagged', countType: 'sinceImagePushed' },
      ...{ countUnit: 'days', countNumber: 1 },
    }),
  ],
});

/**
 * A repository on a clock that goes on by a second with each call, and walks over it with the visitor.
 *
 * @param running - What runs in the account; walks know it where they get a reading of it.
 */
export async function startShielding(
  registryYml = enforce,
  running: Running = {},
  snapshot: Snapshot = snapshotOf([]),
) {
  let time = Date.now() - 30 * DAY_MS;
  const now = () => {
    time += 1000;
    return new Date(time);
  };
  const started = await startReporting({ now, uses: running, snapshot });
  const { aws, ecr, ledger, notifier } = started;
  const store = memoryStore();
  const state: { images: ImageUse[]; unknown: UnknownUses[]; guard: UseGuard } = {
    ...{ images: [], unknown: [], guard: unused },
  };
  const config = parseRegistryConfig(`${registryYml}\nlimits: ${roomy}`);
  const walked = async ({ client = ecr, ...options }: TestWalk & { client?: typeof ecr } = {}) => {
    const gate = await openGate({ ...started, ecr: client }, { ledger, limits: config.limits });
    const visitor = shieldVisitor({
      ...{ rules: config.shield, gate, guard: (image) => state.guard(image) },
      ...{ notifier: notifier(), ledger, store },
    });
    const uses = async () => ({ ...noUses, images: state.images, unknown: state.unknown });
    const end = await walk(client, [visitor as Visitor], { uses, store, ...options });
    return end.visitors.shield ?? end.failed;
  };
  return {
    ...{ ...started, state, store, walked },
    push: (name: string, ...tags: string[]) => putTags(name, manifest(name), tags),
    putManifest: putTags,
    putPolicy: (lifecyclePolicyText: string) =>
      ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText })),
    policy: async () =>
      (await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }))).lifecyclePolicyText,
    /** Days go by, and the policies run. */
    runPolicies: (days = 10) => {
      time += days * DAY_MS;
      aws.runLifecyclePolicies();
    },
    tags: async () => {
      const input = { repositoryName, filter: { imageStatus: 'ANY' as const } };
      const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand(input));
      return Object.fromEntries(
        imageDetails.map((it) => [it.imageDigest ?? '', (it.imageTags ?? []).toSorted()]),
      );
    },
  };

  async function putTags(_name: string, imageManifest: string, tags: readonly string[]) {
    for (const imageTag of tags.length > 0 ? tags : [undefined]) {
      await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
    }
    return digestOf(imageManifest);
  }
}

import { DescribeImagesCommand, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Uses as Running } from '../../../local/aws.ts';
import { baselineRules } from '../../../shared/baseline/rules.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { inUseTag } from '../../../shared/registry/tags/own-tag.ts';
import { writeMemory } from '../../../shared/retention/memory.ts';
import { compileRetention } from '../../../shared/retention/rules.ts';
import { retentionVisitor } from '../../../shared/retention/visitor.ts';
import { settingsVisitor } from '../../../shared/settings/walk/visitor.ts';
import { writeUnneeded } from '../../../shared/shield/record.ts';
import { shieldVisitor } from '../../../shared/shield/visitor.ts';
import { guardOf } from '../../../shared/use/guard.ts';
import { usesReading } from '../../../shared/use/reading.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { digestOf, manifest } from '../../local/images.ts';
import { openGate, roomy } from '../../support/acting.ts';
import { createRepositories, push } from '../../support/images.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { startReporting } from '../../support/reporting.ts';
import { walk } from '../../support/walk.ts';
import { DAY_MS } from './world.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };

const registryYml = `
limits: ${roomy}
use:
  sources: [ecs, lambda, appRunner, batch, sageMaker, inspector]
  files: [{uri: s3://uses/one.json}, {uri: s3://uses/clusters/}]
retention:
  - {repositories: [deleted], action: delete, keep: {tags: [new]}}
  - {repositories: [archived], action: archive, keep: {tags: [new]}}
shield: [{repositories: [shielded], action: enforce}]
baseline: [{repositories: [based], action: enforce, lifecycle: {keepLast: 1}}]
`;

/** Each loses its old image by a walk, another way, unless that is in use. */
export const repositories = ['deleted', 'archived', 'shielded', 'based'] as const;

/** Of the images that may be lost. */
export const digestIn = (repository: string) => digestOf(manifest(`old ${repository}`));

export const uris = repositories.map(
  (it) => `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${it}@${digestIn(it)}`,
);

/** The files of images in use, by key. */
export type Files = Readonly<Record<string, string>>;

/** What else there is. */
export interface Around {
  /** The lifecycle policy of `shielded`. Default: its newest image, after the rule of the shield. */
  policy?: string;
  /** Called when the walk has read what runs, before anything is done. */
  onceRead?(put: (files: Files) => Promise<void>): Promise<void>;
}

/** A registry in which all that acts has its old image due, and what runs; `lost` walks and says what is lost then. */
export async function startActing(running: Running, files: Files, around: Around = {}) {
  let late = 200;
  const now = () => new Date(Date.now() - late * DAY_MS);
  const started = await startReporting({ now, uses: { inspector: [], ...running } });
  const { aws, ecr } = started;
  const store = memoryStore();
  await createRepositories(ecr, ...repositories);
  const at = new Date(Date.now() - 8 * DAY_MS).toISOString();
  for (const name of repositories) {
    const tags = name === 'shielded' ? [inUseTag(digestIn(name))] : [];
    await push(ecr, name, ['old', ...tags], manifest(`old ${name}`));
    late -= 1;
    await push(ecr, name, ['new'], manifest(`new ${name}`));
  }
  for (const [name, action] of [['deleted', 'delete'] as const, ['archived', 'archive'] as const]) {
    const seen = new Date(Date.now() - DAY_MS).toISOString();
    const units = { [digestIn(name)]: { at, action, with: [] } };
    await writeMemory(store, registry, name, { seen, announced: at, units });
  }
  const unneeded = { repository: 'shielded', digest: digestIn('shielded'), since: at };
  await writeUnneeded(store, registry, [{ ...unneeded, since: '2026-01-01T00:00:00.000Z' }]);
  await ecr.send(
    new PutLifecyclePolicyCommand({
      ...{ repositoryName: 'shielded', lifecyclePolicyText: around.policy ?? keepOne },
    }),
  );
  late = 0;
  aws.storage.createBucket('uses');
  await putFiles(started, files);
  const lost = async (): Promise<string[]> => {
    await walked(started, store, around);
    aws.faults.clear();
    aws.runLifecyclePolicies();
    return lostOf(started);
  };
  return { ...started, lost };
}

type Started = Awaited<ReturnType<typeof startReporting>>;

async function walked(
  started: Started,
  store: ReturnType<typeof memoryStore>,
  { onceRead }: Around,
): Promise<void> {
  const { ecr, ledger, notifier } = started;
  const parsed = parseRegistryConfig(registryYml);
  const clients = { ...started.config, forcePathStyle: true };
  const reading = usesReading({ ...parsed.use, registry: async () => registry }, clients);
  let isFirst = true;
  const uses = async () => {
    const read = await reading();
    if (isFirst) await onceRead?.((files) => putFiles(started, files));
    isFirst = false;
    return read;
  };
  const gate = await openGate(started, { ledger, limits: parsed.limits });
  const with_ = { gate, ledger, notifier: notifier(), store, guard: guardOf(uses) };
  const visitors = [
    settingsVisitor({ rules: baselineRules(parsed.baseline), cachePrefixes: [], ...with_ }),
    shieldVisitor({ rules: parsed.shield, ...with_ }),
    retentionVisitor({
      ...{ ...with_, uses, retention: compileRetention(parsed.retention) },
      ...{ prices: parsed.inventory.prices, clientOfSource: () => ecr },
    }),
  ];
  await walk(ecr, visitors as Visitor[], { store, uses });
}

/** Where the old image has gone, or cannot be pulled. */
async function lostOf({ ecr }: Started): Promise<string[]> {
  const lost: string[] = [];
  for (const repositoryName of repositories) {
    const input = { repositoryName, filter: { imageStatus: 'ANY' as const } };
    const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand(input));
    const old = imageDetails.find(({ imageDigest }) => imageDigest === digestIn(repositoryName));
    if (old?.imageStatus !== 'ACTIVE') lost.push(repositoryName);
  }
  return lost;
}

async function putFiles({ config }: Started, files: Files): Promise<void> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  for (const [Key, Body] of Object.entries(files)) {
    await s3.send(new PutObjectCommand({ Bucket: 'uses', Key, Body }));
  }
  s3.destroy();
}

/** Keeps the newest so many images of a pattern, each by a rule. */
export const keeping = (...rules: readonly (readonly [pattern: string, count: number])[]) =>
  JSON.stringify({
    rules: rules.map(([pattern, countNumber], at) => ({
      rulePriority: at + 1,
      selection: {
        ...{ tagStatus: 'tagged', tagPatternList: [pattern] },
        ...{ countType: 'imageCountMoreThan', countNumber },
      },
      action: { type: 'expire' },
    })),
  });

/** With the rule of the shield, which is there already. */
const keepOne = keeping(['in-use-*', 999_999], ['*', 1]);

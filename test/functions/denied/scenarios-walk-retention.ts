import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { digestOf, index, manifest } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { push } from '../../support/images.ts';
import type { TestStack } from '../../support/stack.ts';
import { createOwned, host, uses } from './registry.ts';
import type { Scenario } from './run.ts';
import { putFile, walk } from './scenarios-walk.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

/** The days by which the clock of the AWS is late, while there is what was there before: scenarios run one at a time. */
let late = 0;
const now = () => daysAgo(late);

/** Creates and pushes long ago. */
async function longAgo(work: () => Promise<void>): Promise<void> {
  late = 200;
  await work().finally(() => {
    late = 0;
  });
}

const around: Scenario['around'] = async () => {
  const other = await startTestAws({ accountId: '111122223333' });
  return { options: { peers: [other.aws] } };
};

/** In each repository, an image index that was announced a week ago and one that was not; and one that stays. */
export const walkOfRetention: Scenario = {
  ...walk,
  options: { uses, now },
  around,
  async prepare(started) {
    await longAgo(async () => {
      for (const action of ['archive', 'delete'] as const) await announced(started, action);
    });
  },
};

async function announced(started: TestStack, action: 'archive' | 'delete'): Promise<void> {
  const name = `team-r/${action}d`;
  await createOwned(started, name);
  const part = manifest(`part of ${name}`);
  await push(started.ecr, name, [], part);
  await push(started.ecr, name, ['1.0.0'], index(part));
  for (const tag of ['1.1.0', '2.0.0']) await push(started.ecr, name, [tag]);
  const at = daysAgo(8).toISOString();
  const units = { [digestOf(index(part))]: { at, action, with: [digestOf(part)] } };
  const memory = { seen: daysAgo(1).toISOString(), announced: at, units };
  const file = `retention/account=123456789012/region=eu-west-1/${name}.json`;
  await putFile(started, file, JSON.stringify(memory));
}

const marks = {
  'ecr-steward:unused-since': '2026-01-01',
  'ecr-steward:delete-after': '2026-01-15',
};

/** Empty repositories: one that is found, one whose waiting time has ended, and one that is in use again. */
export const walkOfUnused: Scenario = {
  ...walk,
  options: {
    now,
    uses: {
      ...uses,
      services: [{ cluster: 'prod', name: 'web', images: [`${host}/team-u/used:1.0.0`] }],
    },
  },
  around,
  async prepare(started) {
    await longAgo(async () => {
      await create(started, 'team-u/found', {});
      await create(started, 'team-u/ended', marks);
      await create(started, 'team-u/used', marks);
      await push(started.ecr, 'team-u/used', ['1.0.0']);
    });
  },
};

async function create({ ecr }: TestStack, repositoryName: string, more: object): Promise<void> {
  const all = Object.entries({ owner: 'team-a', ...more });
  const tags = all.map(([Key, Value]) => ({ Key, Value: String(Value) }));
  await ecr.send(new CreateRepositoryCommand({ repositoryName, tags }));
}

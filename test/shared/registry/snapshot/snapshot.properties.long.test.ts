import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ECRClient } from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSnapshot, type Snapshot } from '../../../../local/ecr/snapshot/snapshot.ts';
import { unknownOf } from '../../../../local/ecr/snapshot/unknown.ts';
import { type SnapshotOptions, snapshotText } from '../../../../shared/registry/snapshot/text.ts';
import { unknownSettings } from '../../../../shared/registry/snapshot/unknown.ts';
import { createSecret, startAccount } from '../../../cli/account.ts';
import { fileWith, folder, runHere } from '../../../cli/run.ts';
import { runs } from '../../../support/runs.ts';
import { create, registry } from '../../proposal/random-registry.ts';

const numRuns = runs(75);

test('an account is the same as a local AWS that starts with its snapshot', async () => {
  await fc.assert(
    fc.asyncProperty(registry, async (wanted) => {
      await using account = await startAccount();
      await create(account, wanted);
      const snapshot = await snapshotOf(account.ecr);
      expect(snapshot).toEqual(parseSnapshot(JSON.stringify(account.aws.snapshot())));
      expect(unknownOf(snapshot)).toEqual([]);
      await using local = await startAccount({ snapshot });
      expect(await snapshotOf(local.ecr)).toEqual(snapshot);
    }),
    { numRuns },
  );
}, 600_000);

/** The operations that read settings, and the members of a snapshot that are theirs. */
const readers = {
  DescribeRepositoryCreationTemplates: 'repositoryCreationTemplates',
  GetRegistryPolicy: 'registryPolicy',
  GetRegistryScanningConfiguration: 'scanningConfiguration',
  GetSigningConfiguration: 'signingConfiguration',
  ListPullTimeUpdateExclusions: 'pullTimeUpdateExclusions',
  GetAccountSetting: 'accountSettings',
  GetLifecyclePolicy: 'lifecyclePolicies',
  GetRepositoryPolicy: 'repositoryPolicies',
  ListTagsForResource: 'resourceTags',
} as const;

type Reader = keyof typeof readers;

const ofRepositories: readonly string[] = [
  'lifecyclePolicies',
  'repositoryPolicies',
  'resourceTags',
];

test('what is denied is named in a snapshot, and stays unknown in snapshots of it', async () => {
  const denied = fc.subarray(Object.keys(readers) as Reader[], { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(registry, denied, fc.nat(3), async (wanted, operations, after) => {
      await using account = await startAccount();
      await create(account, wanted);
      const all = account.aws.snapshot();
      account.aws.faults.set(
        operations.map((it) => ({
          ...{ operations: [`ecr:${it}`], error: 'AccessDeniedException' },
          // Of repositories, some may be read before others are denied.
          ...(ofRepositories.includes(readers[it]) && { after }),
        })),
      );
      const snapshot = await snapshotOf(account.ecr);
      for (const [operation, member] of Object.entries(readers)) {
        const entry = snapshot.notRead?.find((it) => it.member === member);
        const isDenied = operations.includes(operation as Reader);
        const lacking = lackingOf(all, after, member, isDenied);
        expect(entry?.repositories?.length ?? (entry ? 'all' : 0)).toBe(lacking);
        if (lacking === 0) expect(snapshot[member]).toEqual(all[member]);
        if (lacking === 'all') expect(snapshot[member]).toBeUndefined();
      }
      await using local = await startAccount({ snapshot });
      const unknown = unknownSettings(unknownOf(snapshot));
      expect(await snapshotOf(local.ecr, { unknown })).toEqual(snapshot);
    }),
    { numRuns },
  );
}, 600_000);

/** Of how many repositories a setting could not be read. */
function lackingOf(
  { repositories: { length } }: Snapshot,
  after: number,
  member: string,
  isDenied: boolean,
): number | 'all' {
  if (!isDenied) return 0;
  if (!ofRepositories.includes(member)) return 'all';
  const lacking = Math.max(0, length - after);
  return lacking === length && length > 0 ? 'all' : lacking;
}

test('init and plan say the same of a snapshot as of its account', async () => {
  await fc.assert(
    fc.asyncProperty(registry, async (wanted) => {
      await using account = await startAccount();
      await create(account, wanted);
      const file = fileWith(JSON.stringify(await snapshotOf(account.ecr)), 'json');
      const [ofAccount, ofSnapshot] = [
        await initFrom([], account),
        await initFrom(['--registry', file], {}),
      ];
      // The first lines say where it is from.
      expect(bodyOf(ofSnapshot)).toEqual(bodyOf(ofAccount));
      const config = fileWith(ofAccount);
      for (const verb of ['plan', 'baseline']) {
        const run = await runHere([verb, '-c', config, '--registry', file]);
        expect(run).toMatchObject({ stderr: '', code: 0 });
      }
    }),
    { numRuns: Math.ceil(numRuns / 10) },
  );
}, 600_000);

test('plan and baseline find the drift in a snapshot that they find in its account', async () => {
  await fc.assert(
    fc.asyncProperty(registry, registry, async (declared, wanted) => {
      await using model = await startAccount();
      await create(model, declared);
      const config = fileWith(await initFrom([], model));
      await using account = await startAccount();
      await create(account, wanted);
      // In a dry run, each secret that is named exists.
      await createSecret(account.secretsManager, 'ecr-pullthroughcache/hub+a.b').catch(() => {});
      const file = fileWith(JSON.stringify(await snapshotOf(account.ecr)), 'json');
      for (const verb of ['plan', 'baseline']) {
        const args = [verb, '-c', config];
        const ofSnapshot = await runHere([...args, '--registry', file]);
        const ofAccount = await runHere(args, account);
        expect(ofSnapshot).toEqual({ ...ofAccount, stderr: '' });
      }
    }),
    { numRuns: Math.ceil(numRuns / 15) },
  );
}, 600_000);

async function initFrom(
  args: readonly string[],
  { env = {} }: { env?: Record<string, string> },
): Promise<string> {
  const file = join(folder, 'proposed.yml');
  rmSync(file, { force: true });
  const run = await runHere(['init', '-c', file, ...args], { env });
  expect(run).toMatchObject({ stderr: '', code: 0 });
  return readFileSync(file, 'utf8');
}

function bodyOf(text: string): string {
  return text.slice(text.indexOf('\n\n'));
}

async function snapshotOf(ecr: ECRClient, options?: SnapshotOptions): Promise<Snapshot> {
  const text = (await Array.fromAsync(snapshotText(ecr, options))).join('');
  return parseSnapshot(text);
}

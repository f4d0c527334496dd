import {
  BatchDeleteImageCommand,
  DeleteSigningConfigurationCommand,
  type ECRClient,
  PutSigningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LocalAwsOptions } from '../../../local/options.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { inUseTag } from '../../../shared/registry/tags/own-tag.ts';
import { onDueSigning } from '../../../shared/signing/on-due.ts';
import { noteForSigning } from '../../../shared/signing/on-push.ts';
import { compileSigning } from '../../../shared/signing/rules.ts';
import { judge } from '../../../shared/signing/status.ts';
import { signingVisitor } from '../../../shared/signing/visitor.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { startReporting } from '../../support/reporting.ts';
import { soon } from '../../support/soon.ts';
import { walk } from '../../support/walk.ts';

const arn = (name: string) => `arn:aws:signer:eu-west-1:123456789012:/signing-profiles/${name}`;
const MINUTE = 60_000;

const signingOf = (filters: string, name = 'one') =>
  compileSigning(
    parseRegistryConfig(
      `registry: { signing: { rules: [{ signingProfileArn: "${arn(name)}"${filters} }] } }`,
    ).registry.signing,
    ['quay'],
  );

const ofTeam = signingOf(', repositories: [team-a/*]');

async function start(options: LocalAwsOptions = {}) {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  onTestFinished(() => void vi.useRealTimers());
  const started = await startReporting(options);
  const { ecr, ledger, notifier } = started;
  await createRepositories(ecr, 'team-a/web', 'team-b/web');
  const pushed = async (repository: string, tag: string, signing = ofTeam) => {
    const digest = await push(ecr, repository, [tag], manifest(tag));
    await noteForSigning(() => ledger, signing, { repository, digest, tag });
    return digest;
  };
  return {
    ...started,
    pushed,
    /** The hourly run, so many minutes later. */
    due: (minutes: number, signing = ofTeam) => {
      vi.setSystemTime(Date.now() + minutes * MINUTE);
      const with_ = { ecr, signing, ledger, notifier: notifier() };
      return onDueSigning(with_, Number.POSITIVE_INFINITY);
    },
    walked: async (signing = ofTeam) => {
      const visitor = signingVisitor({ signing, ledger, notifier: notifier() });
      const end = await walk(ecr, [visitor as Visitor]);
      return end.visitors.signing ?? end.failed;
    },
  };
}

/** ECR signs what is pushed from now on. */
function sign(ecr: ECRClient, name = 'one') {
  const rules = [{ signingProfileArn: arn(name) }];
  return ecr.send(new PutSigningConfigurationCommand({ signingConfiguration: { rules } }));
}

/** Has ECR say how images are signed. */
function answering(ecr: ECRClient, signingStatuses: object[]): void {
  ecr.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        if (commandName === 'DescribeImageSigningStatusCommand') {
          Object.assign((answer as { output: object }).output, { signingStatuses });
        }
        return answer;
      },
    { step: 'initialize', name: 'answering', override: true },
  );
}

test('an image that is not signed is reported once, after its grace, and resolved once it is', async () => {
  const at = await start();
  await at.pushed('team-a/web', '1.0');
  expect(await at.due(14)).toEqual({ lookedAt: 0 });
  expect(at.sent()).toEqual([]);
  expect(await at.due(1)).toMatchObject({ lookedAt: 1, unsigned: 1 });
  expect(at.sent()).toEqual(['team-a/web:1.0 is not signed']);
  for (const minutes of [60, 60, 24 * 60]) await at.due(minutes);
  expect(at.sent()).toEqual([]);
  answering(at.ecr, [{ signingProfileArn: arn('one'), status: 'COMPLETE' }]);
  await at.due(24 * 60);
  expect(at.sent()).toEqual(['Resolved: team-a/web:1.0 is not signed']);
  expect(await at.due(30 * 24 * 60)).toEqual({ lookedAt: 0 });
});

test('one that ECR signs is not reported, and costs one call for it and one for its repository', async () => {
  const at = await start();
  await sign(at.ecr);
  await at.pushed('team-a/web', '1.0');
  await soon(async () => expect(await at.walked()).toEqual({ noted: 0, left: 0 }));
  const calls = recordCalls(at.aws);
  expect(await at.due(15)).toMatchObject({ lookedAt: 1, unsigned: 0 });
  expect(calls.filter((call) => call.startsWith('ecr:'))).toEqual([
    'ecr:DescribeImages',
    'ecr:DescribeImageSigningStatus',
  ]);
  expect(at.sent()).toEqual([]);
  expect(await at.due(60)).toEqual({ lookedAt: 0 });
});

test('a failure is reported with its code and reason, that of any profile', async () => {
  const at = await start();
  const details: unknown[] = [];
  at.aws.bus.subscribe((event) => {
    if (event.source === 'ecr-steward') details.push(event.detail);
  });
  await at.pushed('team-a/web', '1.0');
  answering(at.ecr, [
    { signingProfileArn: arn('one'), status: 'COMPLETE' },
    {
      ...{ signingProfileArn: arn('two'), status: 'FAILED', failureCode: 'AccessDenied' },
      failureReason: 'not authorized to perform signer:SignPayload',
    },
  ]);
  await at.due(15);
  expect(JSON.stringify(details)).toContain(
    'Profile two: signing failed (AccessDenied: not authorized to perform signer:SignPayload)',
  );
});

test('an alert names a tag that was pushed, not one of ours', async () => {
  const at = await start();
  const digest = await push(at.ecr, 'team-a/web', [], manifest('web'));
  await push(at.ecr, 'team-a/web', [inUseTag(digest)], manifest('web'));
  await at.pushed('team-a/web', 'web');
  await at.due(15);
  expect(at.sent()).toEqual(['team-a/web:web is not signed']);
});

describe('is not looked at', () => {
  test.each([
    ['an image of another repository', { repository: 'team-b/web', tag: '1.0' }],
    ['an image without a tag', { repository: 'team-a/web' }],
    ['a signature', { repository: 'team-a/web', tag: `sha256-${'0'.repeat(64)}.sig` }],
    ['an image that we have tagged', { repository: 'team-a/web', tag: `in-use-${'0'.repeat(12)}` }],
    ['one in quarantine', { repository: 'team-a/web', tag: `quarantine-${'0'.repeat(12)}` }],
    ['an image of a cache rule', { repository: 'quay/team-a/x', tag: '1.0' }],
  ])('%s', async (_, pushed) => {
    const { ledger } = await start();
    const digest = `sha256:${'0'.repeat(64)}`;
    expect(await noteForSigning(() => ledger, ofTeam, { digest, ...pushed })).toBe(false);
  });
});

test.each([
  [
    'the image',
    async (ecr: ECRClient, imageDigest: string) => {
      const input = { repositoryName: 'team-a/web', imageIds: [{ imageDigest }] };
      await ecr.send(new BatchDeleteImageCommand(input));
    },
  ],
  ['nothing but the rule', async () => {}],
])('where %s is gone, the alert is resolved', async (_, work) => {
  const at = await start();
  const digest = await at.pushed('team-a/web', '1.0');
  await at.due(15);
  expect(at.sent()).toHaveLength(1);
  await work(at.ecr, digest);
  await at.due(60, work.length > 0 ? ofTeam : signingOf(', repositories: [team-b/*]'));
  expect(at.sent()).toEqual(['Resolved: team-a/web:1.0 is not signed']);
});

test('where no rule is declared any more, the walk resolves', async () => {
  const at = await start();
  await at.pushed('team-a/web', '1.0');
  await at.due(15);
  at.sent();
  vi.setSystemTime(Date.now() + MINUTE);
  await at.walked(compileSigning(undefined));
  expect(at.sent()).toEqual(['Resolved: team-a/web:1.0 is not signed']);
});

test('what cannot be read stays due, and nothing of it is resolved', async () => {
  const at = await start();
  await at.pushed('team-a/web', '1.0');
  await at.due(15);
  at.sent();
  at.aws.faults.set([
    { operations: ['ecr:DescribeImageSigningStatus'], error: 'AccessDeniedException' },
  ]);
  await expect(at.due(60)).rejects.toThrow();
  at.aws.faults.clear();
  expect(at.sent()).toEqual([]);
  expect(await at.due(1)).toMatchObject({ lookedAt: 1, unsigned: 1 });
});

test('an event that was lost costs a night: the walk notes what has no signature, without a call for it', async () => {
  const at = await start();
  await push(at.ecr, 'team-a/web', ['lost'], manifest('lost'));
  await push(at.ecr, 'team-b/web', ['other'], manifest('other'));
  await push(at.ecr, 'team-a/web', [], manifest('part'));
  const calls = recordCalls(at.aws);
  expect(await at.walked()).toEqual({ noted: 1, left: 0 });
  expect(calls).not.toContain('ecr:DescribeImageSigningStatus');
  await at.due(15);
  expect(at.sent()).toEqual(['team-a/web:lost is not signed']);
  await at.ecr.send(new DeleteSigningConfigurationCommand({})).catch(() => undefined);
});

describe('an image with the statuses %j of profiles', () => {
  const hour = 60 * MINUTE;
  const now = 100 * 24 * hour;
  const of = (status: string) => [{ signingProfileArn: 'one', status: status as never }];

  test.each([
    ['COMPLETE', 0, 0, undefined],
    ['IN_PROGRESS', hour, 0, 15 * MINUTE],
    ['IN_PROGRESS', 24 * hour, 1, 24 * hour],
    ['FAILED', 0, 1, 15 * MINUTE],
    ['FAILED', 24 * hour, 1, 24 * hour],
    ['FAILED', 30 * 24 * hour, 1, undefined],
  ])('%s, %i ms after the push', (status, age, reported, next) => {
    const judged = judge(of(status), ['one'], { pushedAt: now - age, now });
    expect(judged.missing).toHaveLength(reported);
    expect(judged.nextAt?.getTime()).toBe(next === undefined ? undefined : now + next);
  });

  test.each([
    [15 * MINUTE - 1, 0],
    [15 * MINUTE, 1],
  ])('none, %i ms after the push', (age, reported) => {
    expect(judge([], ['one'], { pushedAt: now - age, now }).missing).toHaveLength(reported);
    expect(judge([], [], { pushedAt: now - age, now })).toEqual({ missing: [], nextAt: undefined });
  });
});

describe('a filter', () => {
  test.each([
    ['team-a/*', 'team-a/web', true, true],
    ['team-a/*', 'team-b/web', false, false],
    ['*/web', 'team-a/web', true, true],
    ['*a*w*b', 'team-a/web', true, true],
    ['*a*a*web', 'ta/web', false, false],
    ['ab*ba', 'aba', false, false],
    ['web', 'web', true, true],
    // AWS does not say which: it is looked at, and none is required.
    ['web', 'team-a/web', true, false],
  ])('%s, and the repository %s', (filter, repository, may, requires) => {
    const signing = signingOf(`, repositories: ["${filter}"]`);
    expect(signing.mayApply(repository)).toBe(may);
    expect(signing.profilesFor(repository)).toEqual(requires ? [arn('one')] : []);
  });

  test('none: all repositories but cached ones', () => {
    const signing = signingOf('');
    expect([signing.mayApply('a/b'), signing.mayApply('quay/b')]).toEqual([true, false]);
  });
});

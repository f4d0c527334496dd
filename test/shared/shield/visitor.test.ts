import {
  BatchDeleteImageCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  PutImageTagMutabilityCommand,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isShielded, withShieldRule } from '../../../shared/config/schema/shield-rule.ts';
import { writeUnneeded } from '../../../shared/shield/record.ts';
import { inUse } from '../../../shared/use/guard.ts';
import { writeUseRecord } from '../../../shared/use/record.ts';
import { noUses } from '../../../shared/use/uses.ts';
import { index, manifest, repositoryName } from '../../local/images.ts';
import { imageOf, snapshotOf } from '../../local/snapshots.ts';
import { auditLogOf } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { twice } from '../../support/twice.ts';
import {
  DAY_MS,
  enforce,
  expireUntagged,
  keepLast,
  nameOfImage,
  runs,
  startShielding,
  tagOf,
} from './shielding.ts';

const kept = `What runs in ${repositoryName} is kept from its lifecycle policy`;
const missing = `The lifecycle policy of ${repositoryName} can expire what runs`;

describe('an image that runs is lost by a plain policy, and not with the shield', () => {
  const deployments: [
    string,
    (with_: Awaited<ReturnType<typeof startShielding>>) => Promise<string>,
  ][] = [
    [
      'where its tag has moved on, and untagged images expire',
      async ({ push, putPolicy }) => {
        await push('old', 'prod');
        await push('new', 'prod');
        await putPolicy(expireUntagged);
        return 'old';
      },
    ],
    [
      'where more were pushed than the policy keeps',
      async ({ push, putPolicy }) => {
        await push('old', '1.0.0');
        for (const pr of ['1', '2', '3']) await push(`build ${pr}`, `pr-${pr}`);
        await putPolicy(keepLast(2));
        return 'old';
      },
    ],
    [
      'where tags are immutable',
      async ({ ecr, push, putPolicy }) => {
        const input = { repositoryName, imageTagMutability: 'IMMUTABLE' } as const;
        await ecr.send(new PutImageTagMutabilityCommand(input));
        await push('old', '1.0.0');
        for (const pr of ['1', '2', '3']) await push(`build ${pr}`, `pr-${pr}`);
        await putPolicy(keepLast(2));
        return 'old';
      },
    ],
    [
      'where tags are immutable but for some',
      async ({ ecr, push, putPolicy }) => {
        const filter = { filterType: 'WILDCARD', filter: 'latest*' } as const;
        const exclusions = { imageTagMutabilityExclusionFilters: [filter] };
        const imageTagMutability = 'IMMUTABLE_WITH_EXCLUSION';
        const input = { repositoryName, imageTagMutability, ...exclusions } as const;
        await ecr.send(new PutImageTagMutabilityCommand(input));
        await push('old', 'latest');
        await push('new', 'latest');
        await putPolicy(expireUntagged);
        return 'old';
      },
    ],
  ];

  test.each(deployments)('%s', async (_, deploy) => {
    const plain = await startShielding('shield: []');
    const name = await deploy(plain);
    plain.state.images = [runs(name)];
    await plain.walked();
    plain.runPolicies();
    expect(Object.keys(await plain.tags())).not.toContain(nameOfImage(name));

    const shielded = await startShielding();
    await deploy(shielded);
    shielded.state.images = [runs(name)];
    expect(await shielded.walked()).toMatchObject({ outcomes: { set: 2 } });
    shielded.runPolicies();
    expect((await shielded.tags())[nameOfImage(name)]).toContain(tagOf(name));
    expect(shielded.sent()).toEqual([kept]);
    expect(await shielded.walked()).toEqual({ repositories: 1, kept: 1, outcomes: {} });
    expect(shielded.sent()).toEqual([]);
  });

  test('with the index that lists it, and its other parts', async () => {
    const { aws, push, putManifest, putPolicy, state, walked, runPolicies, tags } =
      await startShielding();
    const events: string[] = [];
    aws.bus.subscribe(({ detail }) => events.push(JSON.stringify(detail)));
    for (const part of ['arm', 'amd']) await push(part);
    const list = await putManifest('list', index(manifest('arm'), manifest('amd')), ['1.0.0']);
    for (const pr of ['1', '2', '3']) await push(`build ${pr}`, `pr-${pr}`);
    await putPolicy(keepLast(2));
    state.images = [runs('arm')];
    await walked();
    runPolicies();
    const left = await tags();
    expect(left[list]).toEqual(['1.0.0', `in-use-${list.slice(7, 19)}`]);
    expect(left[nameOfImage('arm')]).toEqual([tagOf('arm')]);
    expect(left[nameOfImage('amd')]).toEqual([]);
    const arm = nameOfImage('arm');
    const [alert] = events.filter((it) => it.includes('shield.set'));
    expect(alert).toContain(`${arm} gets the tag ${tagOf('arm')}: ECS service prod/web runs it`);
    expect(alert).toContain(`ECS service prod/web runs ${arm}, as ${arm}`);
    expect(alert).not.toContain('more)');
  });

  test('with signatures, by subject or by tag', async () => {
    const { push, putManifest, putPolicy, state, walked, runPolicies, tags } =
      await startShielding();
    const signed = await push('old', '1.0.0');
    const subject = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: signed,
      size: 9,
    };
    const bySubject = await putManifest('sbom', manifest('sbom', { subject }), []);
    const byTag = await push('signature', `${signed.replace(':', '-')}.sig`);
    for (const pr of ['1', '2', '3']) await push(`build ${pr}`, `pr-${pr}`);
    await putPolicy(keepLast(2));
    state.images = [runs('old')];
    await walked();
    runPolicies();
    expect(Object.keys(await tags())).toEqual(expect.arrayContaining([signed, bySubject, byTag]));
  });
});

describe('nothing is given', () => {
  test('where there is no lifecycle policy', async () => {
    const { push, state, walked, tags } = await startShielding();
    const digest = await push('old', '1.0.0');
    state.images = [runs('old')];
    expect(await walked()).toEqual({ repositories: 1, kept: 0, outcomes: {} });
    expect((await tags())[digest]).toEqual(['1.0.0']);
  });

  test.each([
    ['where the rule only reports', enforce.replace('enforce', 'report')],
    ['where the rule of the policy is expected', enforce.replace('}', ', rule: expect}')],
  ])('%s; that is reported until it is so', async (_, registryYml) => {
    const { push, putPolicy, policy, state, walked, tags, sent } =
      await startShielding(registryYml);
    const digest = await push('old', '1.0.0');
    await putPolicy(keepLast(1));
    state.images = [runs('old')];
    expect(await walked()).toMatchObject({ outcomes: { reported: 2 } });
    expect((await tags())[digest]).toEqual(['1.0.0']);
    expect(await policy()).toBe(keepLast(1));
    expect(sent()).toEqual([missing]);
    state.unknown = [{ source: 'ecs', why: 'access denied' }];
    state.images = [];
    await walked();
    expect(sent()).toEqual([]);
    state.unknown = [];
    await walked();
    expect(sent()).toEqual([`Resolved: ${missing}`]);
  });

  test.each([
    ['at all', {}],
    ['as it is', { times: 1 }],
    ['with the rule', { after: 1 }],
  ])('where the policy cannot be previewed %s', async (_, which) => {
    const { aws, push, putPolicy, policy, state, walked, tags, sent } = await startShielding();
    const digest = await push('old', '1.0.0');
    await putPolicy(keepLast(1));
    state.images = [runs('old')];
    const error = 'AccessDeniedException';
    aws.faults.set([{ operations: ['ecr:StartLifecyclePolicyPreview'], error, ...which }]);
    expect(await walked()).toMatchObject({ outcomes: { reported: 2 } });
    expect((await tags())[digest]).toEqual(['1.0.0']);
    expect(await policy()).toBe(keepLast(1));
    expect(sent()).toEqual([missing]);
  });

  test('to an archived image, which cannot be read', async () => {
    const { ecr, push, putPolicy, state, walked, sent } = await startShielding();
    await push('old', '1.0.0');
    await putPolicy(keepLast(1));
    const imageId = { imageDigest: nameOfImage('old') };
    const input = { repositoryName, imageId, targetStorageClass: 'ARCHIVE' } as const;
    await ecr.send(new UpdateImageStorageClassCommand(input));
    state.images = [runs('old')];
    expect(await walked()).toMatchObject({ outcomes: {} });
    expect(sent()).toEqual([]);
  });
});

test('a tag that somebody has pushed with another image is not taken away from it', async () => {
  const { aws, ecr, push, putPolicy, state, walked, tags, sent } = await startShielding();
  const events: string[] = [];
  aws.bus.subscribe(({ detail }) => events.push(JSON.stringify(detail)));
  await push('old', '1.0.0');
  const other = await push('other', tagOf('old'));
  await putPolicy(keepLast(1));
  state.images = [runs('old')];
  expect(await walked()).toMatchObject({ outcomes: { set: 1, failed: 1 } });
  expect((await tags())[other]).toEqual([tagOf('old')]);
  expect(sent()).toContain(
    `What runs in ${repositoryName} could not be kept from its lifecycle policy`,
  );
  expect(events.filter((it) => it.includes('shield.failed'))).toEqual([
    expect.stringContaining(`points to ${other}: somebody has pushed it`),
  ]);
  await push('other', 'theirs');
  const imageIds = [{ imageTag: tagOf('old') }];
  await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
  expect(await walked()).toMatchObject({ outcomes: { set: 1 } });
  expect(sent()).toContain(
    `Resolved: What runs in ${repositoryName} could not be kept from its lifecycle policy`,
  );
});

test('an image with 1,000 tags is reported, and no call is made for it', async () => {
  const imageTags = Array.from({ length: 1000 }, (_, at) => `build-${at}`);
  const full = snapshotOf([imageOf(manifest('old'), { imageTags })]);
  const { aws, putPolicy, state, walked, sent } = await startShielding(enforce, {}, full);
  await putPolicy(keepLast(1));
  state.images = [runs('old')];
  const calls = recordCalls(aws);
  expect(await walked()).toMatchObject({ outcomes: { set: 1, reported: 1 } });
  expect(calls).not.toContain('ecr:PutImage');
  expect(sent()).toContain(missing);
});

describe('a policy that loses its rule', () => {
  test('gets it again in the next walk, and that is reported as drift', async () => {
    const { push, putPolicy, policy, state, walked, ledger, sent } = await startShielding();
    await push('old', '1.0.0');
    await putPolicy(keepLast(1));
    state.images = [runs('old')];
    await walked();
    await putPolicy(keepLast(1));
    sent();
    expect(await walked()).toMatchObject({ outcomes: { set: 1 } });
    expect(isShielded((await policy()) ?? '')).toBe(true);
    expect(sent()).toEqual([kept]);
    const log = await auditLogOf(ledger);
    expect(log.map(({ entry, notified }) => [entry.kind, notified])).toEqual(
      Array(3).fill(['setting', true]),
    );
  });

  test('gets it again while a source is unknown: what has a tag may be in use', async () => {
    const { push, putPolicy, policy, state, walked } = await startShielding();
    await push('old', '1.0.0');
    await putPolicy(keepLast(1));
    state.images = [runs('old')];
    await walked();
    await putPolicy(keepLast(2));
    Object.assign(state, { images: [], unknown: [{ source: 'ecs', why: 'access denied' }] });
    expect(await walked()).toMatchObject({ outcomes: { set: 1 } });
    expect(isShielded((await policy()) ?? '')).toBe(true);
  });

  /** An image that runs, and a client after each of whose previews somebody puts a policy. */
  async function putMeanwhile(text: string) {
    const started = await startShielding();
    const { config, push, putPolicy, state } = started;
    const digest = await push('old', '1.0.0');
    await putPolicy(keepLast(1));
    state.images = [runs('old')];
    const client = new ECRClient(config);
    onTestFinished(() => client.destroy());
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const answer = await next(args);
          if (commandName === 'GetLifecyclePolicyPreviewCommand') await putPolicy(text);
          return answer;
        },
      { step: 'initialize' },
    );
    return { ...started, client, digest };
  }

  test('between its preview and the moment at which it is put, is left alone, and so are tags', async () => {
    const { client, digest, policy, walked, tags } = await putMeanwhile(keepLast(2));
    expect(await walked({ client })).toMatchObject({ outcomes: { changed: 2 } });
    expect(await policy()).toBe(keepLast(2));
    expect((await tags())[digest]).toEqual(['1.0.0']);
  });

  test('or gets it from somebody until then, is left as it is, and the tag is given', async () => {
    const shielded = withShieldRule(keepLast(2));
    const text = 'text' in shielded ? shielded.text : '';
    const { client, digest, policy, walked, tags, ledger } = await putMeanwhile(text);
    expect(await walked({ client })).toMatchObject({ outcomes: { settled: 1, set: 1 } });
    expect(await policy()).toBe(text);
    expect((await tags())[digest]).toEqual(['1.0.0', tagOf('old')]);
    const states = (await auditLogOf(ledger)).map(({ entry }) => entry.state);
    expect(states.toSorted()).toEqual(['done', 'unneeded']);
  });
});

describe('when the use of an image has ended, its tag', () => {
  const since = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

  /** An image with its tag that is not in use any more, and since when the last walks know that. */
  async function ended(days: number, ...tags: string[]) {
    const started = await startShielding();
    const digest = await started.push('old', ...tags, tagOf('old'));
    await started.putPolicy(keepLast(9));
    const { registry } = { registry: { registryId: '123456789012', region: 'eu-west-1' } };
    const unneeded = [{ repository: repositoryName, digest, since: since(days) }];
    await writeUnneeded(started.store, registry, unneeded);
    const tagsNow = async () => (await started.tags())[digest];
    return { ...started, digest, registry, tagsNow };
  }

  test('stays for keepDays, which begin with the first walk that sees it', async () => {
    const { push, putPolicy, walked, tags, store } = await startShielding();
    const digest = await push('old', '1.0.0', tagOf('old'));
    await putPolicy(keepLast(9));
    await walked();
    await walked({ began: new Date(Date.now() + 13 * DAY_MS) });
    expect((await tags())[digest]).toEqual(['1.0.0', tagOf('old')]);
    expect(await walked({ began: new Date(Date.now() + 15 * DAY_MS) })).toMatchObject({
      outcomes: { set: 1 },
    });
    expect((await tags())[digest]).toEqual(['1.0.0']);
    const kept = [...store.files].find(([key]) => key.startsWith('shield/'))?.[1];
    expect(new TextDecoder().decode(kept)).toBe('[]');
  });

  test('is removed then, with an entry in the audit log, and reported', async () => {
    const { walked, tagsNow, ledger, sent } = await ended(15, '1.0.0');
    await walked({ steps: twice });
    expect(await tagsNow()).toEqual(['1.0.0']);
    const [{ entry, notified } = {}] = await auditLogOf(ledger);
    expect(entry).toMatchObject({ kind: 'unshield', before: { tag: tagOf('old') } });
    expect(notified).toBe(true);
    expect(sent()).toEqual([`In-use tags of ${repositoryName} were removed`]);
  });

  test('stays where it is the last one: ECR would delete the image', async () => {
    const { walked, tagsNow, sent } = await ended(15);
    expect(await walked()).toMatchObject({ outcomes: { reported: 1 } });
    expect(await tagsNow()).toEqual([tagOf('old')]);
    expect(sent()).toEqual([]);
  });

  test('stays where its last other tag is removed since', async () => {
    const { ecr, state, walked, tagsNow, ledger } = await ended(15, '1.0.0');
    state.guard = async () => {
      const input = { repositoryName, imageIds: [{ imageTag: '1.0.0' }] };
      await ecr.send(new BatchDeleteImageCommand(input));
      return undefined;
    };
    expect(await walked()).toMatchObject({ outcomes: { settled: 1 } });
    expect(await tagsNow()).toEqual([tagOf('old')]);
    expect(await auditLogOf(ledger)).toMatchObject([{ entry: { state: 'unneeded' } }]);
  });

  test('stays while a source is unknown, and its days go on', async () => {
    const { state, walked, tagsNow } = await ended(15, '1.0.0');
    state.unknown = [{ source: 'ecs', why: 'access denied' }];
    expect(await walked()).toMatchObject({ outcomes: {} });
    expect(await tagsNow()).toEqual(['1.0.0', tagOf('old')]);
    state.unknown = [];
    expect(await walked()).toMatchObject({ outcomes: { set: 1 } });
  });

  test('stays where it was pulled lately', async () => {
    const { aws, ecr, state, digest, walked, tagsNow } = await ended(15, '1.0.0');
    const { authorizationData: [login] = [] } = await ecr.send(new GetAuthorizationTokenCommand());
    const pulled = await fetch(`${aws.endpoint}/v2/${repositoryName}/manifests/${digest}`, {
      headers: {
        authorization: `Basic ${login?.authorizationToken}`,
        accept: 'application/vnd.oci.image.manifest.v1+json',
      },
    });
    expect(pulled.status).toBe(200);
    state.guard = inUse(
      async () => noUses,
      () => new Date(Date.now() - DAY_MS),
    );
    expect(await walked()).toMatchObject({ outcomes: { inUse: 1 } });
    expect(await tagsNow()).toEqual(['1.0.0', tagOf('old')]);
  });

  test('stays where a deployment has begun since what runs was read', async () => {
    const { state, walked, tagsNow } = await ended(15, '1.0.0');
    state.guard = async () => ({ why: 'ECS service prod/web runs it, as 1.0.0' });
    expect(await walked()).toMatchObject({ outcomes: { inUse: 1 } });
    expect(await tagsNow()).toEqual(['1.0.0', tagOf('old')]);
  });

  test('stays where the use record has seen it in use since', async () => {
    const { store, registry, digest, walked, tagsNow } = await ended(15, '1.0.0');
    const use = {
      repository: repositoryName,
      digest,
      names: ['1.0.0'],
      by: ['ECS service prod/web'],
    };
    const images = [{ ...use, since: since(90), last: since(3) }];
    await writeUseRecord(store, registry, { at: since(1), unknown: [], images });
    expect(await walked()).toMatchObject({ outcomes: {} });
    expect(await tagsNow()).toEqual(['1.0.0', tagOf('old')]);
  });

  test('starts anew when it is in use again in between', async () => {
    const { state, walked, tagsNow } = await ended(13, '1.0.0');
    state.images = [runs('old')];
    await walked();
    state.images = [];
    await walked({ began: new Date(Date.now() + 3 * DAY_MS) });
    expect(await tagsNow()).toEqual(['1.0.0', tagOf('old')]);
  });

  test('with the digest of another image was pushed, and stays', async () => {
    const { push, putPolicy, walked, tags } = await startShielding();
    const digest = await push('old', '1.0.0', 'in-use-000000000000');
    await putPolicy(keepLast(9));
    await walked();
    await walked({ began: new Date(Date.now() + 99 * DAY_MS) });
    expect((await tags())[digest]).toEqual(['1.0.0', 'in-use-000000000000']);
  });
});

test('killed between policy and tag, the next walk gives the tag', async () => {
  const { aws, push, putPolicy, policy, state, walked, tags } = await startShielding();
  const digest = await push('old', '1.0.0');
  await putPolicy(keepLast(1));
  state.images = [runs('old')];
  aws.faults.set([{ operations: ['ecr:PutImage'], error: 'AccessDeniedException' }]);
  expect(await walked()).toMatchObject({ outcomes: { set: 1, failed: 1 } });
  expect(isShielded((await policy()) ?? '')).toBe(true);
  aws.faults.clear();
  expect(await walked()).toMatchObject({ outcomes: { set: 1 } });
  expect((await tags())[digest]).toEqual(['1.0.0', tagOf('old')]);
});

test('where every step is done twice, all is done once', async () => {
  const { push, putPolicy, state, walked, ledger, sent } = await startShielding();
  await push('old', '1.0.0');
  await putPolicy(keepLast(1));
  state.images = [runs('old')];
  await walked({ steps: twice });
  const log = await auditLogOf(ledger);
  expect(log.filter(({ entry }) => entry.state === 'done')).toHaveLength(2);
  expect(sent()).toEqual([kept]);
});

test('a repository that no rule names is not read', async () => {
  const { aws, push, state, walked } = await startShielding("shield: [{repositories: ['x/**']}]");
  await push('old', '1.0.0');
  state.images = [runs('old')];
  const calls = recordCalls(aws);
  expect(await walked()).toEqual({ repositories: 0, kept: 0, outcomes: {} });
  expect(calls).not.toContain('ecr:DescribeImages');
  expect(calls).not.toContain('ecr:GetLifecyclePolicy');
});

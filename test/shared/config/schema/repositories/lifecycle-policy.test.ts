import { GetLifecyclePolicyCommand, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { lifecyclePolicyText } from '../../../../../shared/config/schema/repositories/lifecycle-policy.ts';
import {
  createRepository,
  manifest,
  put,
  repositoryName,
  tagsByDigest,
} from '../../../../local/images.ts';
import { startTestAws, startWithRepository } from '../../../../local/start.ts';

const words = [
  { expireUntaggedDays: 1 },
  { keepLast: 5 },
  { archiveUnpulledDays: 60 },
  { expireArchivedDays: 90 },
  { expireUntaggedDays: 14, keepLast: 20 },
  { expireUntaggedDays: 14, archiveUnpulledDays: 60, expireArchivedDays: 180 },
];

describe.each(words)('%j', (said) => {
  test('becomes a policy that ECR takes', async () => {
    const { ecr } = await startWithRepository();
    const text = lifecyclePolicyText(said);
    const input = { repositoryName, lifecyclePolicyText: text };
    await ecr.send(new PutLifecyclePolicyCommand(input));
    const kept = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    expect(kept.lifecyclePolicyText).toBe(text);
    expect(text.length).toBeGreaterThanOrEqual(100);
  });

  test('has a rule for each word, and one for signatures, in the order of their priorities', () => {
    const { rules } = JSON.parse(lifecyclePolicyText(said)) as {
      rules: { rulePriority: number; selection: { tagStatus: string } }[];
    };
    const keeps = 'keepLast' in said || 'archiveUnpulledDays' in said;
    const many = Object.keys(said).length + (keeps ? 1 : 0);
    expect(rules.map(({ rulePriority }) => rulePriority)).toEqual(
      Array.from({ length: many }, (_, index) => index + 1),
    );
    const anys = rules.map(({ selection }) => selection.tagStatus === 'any');
    expect(anys).toEqual(anys.toSorted((a, b) => Number(a) - Number(b)));
  });
});

test('what nobody pulls is archived, as ECR cannot expire by the last pull', () => {
  const { rules } = JSON.parse(lifecyclePolicyText({ archiveUnpulledDays: 60 })) as {
    rules: object[];
  };
  expect(rules).toMatchObject([
    { description: 'signatures (sha256-*) stay' },
    {
      selection: { tagStatus: 'any', countType: 'sinceImagePulled', countNumber: 60 },
      action: { type: 'transition', targetStorageClass: 'archive' },
    },
  ]);
});

const signatureOf = (digest: string) => `${digest.replace(':', '-')}.sig`;

/** What is left of images and their signatures, pushed in the order of the names, after a run. */
async function leftBy(said: Parameters<typeof lifecyclePolicyText>[0], now?: () => Date) {
  const { aws, ecr } = await startTestAws(now ? { now } : {});
  await createRepository(ecr);
  for (const name of ['1.0.0', '2.0.0', '3.0.0']) {
    const digest = await put(ecr, manifest(name), name);
    await put(ecr, manifest(`signature of ${name}`), signatureOf(digest));
  }
  const lifecycle = lifecyclePolicyText(said);
  const input = { repositoryName, lifecyclePolicyText: lifecycle };
  await ecr.send(new PutLifecyclePolicyCommand(input));
  return { aws, tags: async () => Object.values(await tagsByDigest(ecr)).flat() };
}

test('no signature goes by keepLast, though ECR counts it among the images', async () => {
  const { aws, tags } = await leftBy({ keepLast: 4 });
  aws.runLifecyclePolicies();
  const left = await tags();
  expect(left.filter((tag) => tag.endsWith('.sig'))).toHaveLength(3);
  expect(left.filter((tag) => !tag.endsWith('.sig')).toSorted()).toEqual(['2.0.0', '3.0.0']);
});

test('no signature is archived because nobody pulls it', async () => {
  let time = new Date('2026-01-01T00:00:00Z');
  const { aws, tags } = await leftBy({ archiveUnpulledDays: 60 }, () => time);
  time = new Date('2026-06-01T00:00:00Z');
  aws.runLifecyclePolicies();
  const left = await tags();
  expect(left).toHaveLength(3);
  expect(left.every((tag) => tag.endsWith('.sig'))).toBe(true);
});

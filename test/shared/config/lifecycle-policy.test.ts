import { GetLifecyclePolicyCommand, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { lifecyclePolicyText } from '../../../shared/config/lifecycle-policy.ts';
import { repositoryName } from '../../local/images.ts';
import { startWithRepository } from '../../local/start.ts';

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

  test('has a rule for each word, in the order of their priorities', () => {
    const { rules } = JSON.parse(lifecyclePolicyText(said)) as {
      rules: { rulePriority: number; selection: { tagStatus: string } }[];
    };
    expect(rules.map(({ rulePriority }) => rulePriority)).toEqual(
      Object.keys(said).map((_, index) => index + 1),
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
    {
      selection: { tagStatus: 'any', countType: 'sinceImagePulled', countNumber: 60 },
      action: { type: 'transition', targetStorageClass: 'archive' },
    },
  ]);
});

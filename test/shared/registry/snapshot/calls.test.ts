import { expect, test } from 'vitest';
import { snapshotText } from '../../../../shared/registry/snapshot/text.ts';
import { startTestAws } from '../../../local/start.ts';
import { createRepositories } from '../../../support/images.ts';

test.each([0, 1, 40])('a snapshot of %s repositories needs few calls', async (number) => {
  const { aws, ecr } = await startTestAws();
  await createRepositories(ecr, ...Array.from({ length: number }, (_, at) => `team-a/r${at}`));
  const calls: string[] = [];
  aws.onExchange(({ operation }) => calls.push(operation));
  await Array.fromAsync(snapshotText(ecr));
  const counts = Object.fromEntries(
    Map.groupBy(calls.toSorted(), (it) => it)
      .entries()
      .map(([name, { length }]) => [name, length]),
  );
  expect(counts).toEqual({
    DescribeRegistry: 1,
    DescribePullThroughCacheRules: 1,
    DescribeRepositoryCreationTemplates: 1,
    GetRegistryPolicy: 1,
    GetRegistryScanningConfiguration: 1,
    GetSigningConfiguration: 1,
    ListPullTimeUpdateExclusions: 1,
    GetAccountSetting: 3,
    DescribeRepositories: 1,
    ...(number > 0 && {
      DescribeImages: number,
      GetLifecyclePolicy: number,
      GetRepositoryPolicy: number,
      ListTagsForResource: number,
    }),
  });
});

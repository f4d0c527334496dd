import {
  CreatePullThroughCacheRuleCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  type ECRClient,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { namingOf } from './naming.ts';
import { startReporting } from './reporting.ts';

const naming = namingOf(`{
  repositories: [{rule: hyphens, patterns: ['[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*']}],
  tags: [
    {rule: deletes, repositories: ['scratch/*'], kinds: [semver], action: delete},
    {rule: quarantines, repositories: ['team/*'], kinds: [semver], action: quarantine},
    {rule: reports, kinds: [semver]}]}`);

const names = ['scratch/one', 'team/api', 'team/web', 'a_b/c', 'other/x', 'other/y'];

/** Some right and some wrong tags in each of the repositories. */
async function fill(ecr: ECRClient) {
  await createRepositories(ecr, ...names);
  for (const name of names) {
    await push(ecr, name, ['1.0.0', 'latest'], manifest(`${name} both`));
    await push(ecr, name, ['v2.0'], manifest(`${name} wrong`));
    await push(ecr, name, [], manifest(`${name} none`));
  }
}

async function tagsIn(ecr: ECRClient, repositoryName: string): Promise<string[]> {
  const filter = { imageStatus: 'ANY' } as const;
  const { imageDetails = [] } = await ecr.send(
    new DescribeImagesCommand({ repositoryName, filter }),
  );
  return imageDetails.flatMap(({ imageTags = [] }) => imageTags).toSorted();
}

async function endState(ecr: ECRClient) {
  return Promise.all(names.map(async (name) => [name, await tagsIn(ecr, name)]));
}

/** What the messages say, line by line, whatever message it is in. */
const said = (messages: readonly string[]) =>
  messages
    .flatMap((message) => message.split('\n'))
    .filter((line) => /\(rule: /.test(line))
    .toSorted();

describe('a walk', () => {
  test.each([1, 2, 1000])('comes to the same end in slices of %i, once and again', async (size) => {
    const { ecr, walk, messages } = await startReporting({ naming, tags: 18 });
    await fill(ecr);
    const { result } = await walk({ size, times: 2 });
    expect(result).toEqual({
      checked: { repositories: 6, images: 12, tags: 18 - 5 + 2 },
      outcomes: expect.anything(),
    });
    expect(await endState(ecr)).toEqual([]);
    expect(said(messages())).toEqual([]);
    const before = messages().length;
    await walk({ size });
    expect(messages()).toHaveLength(before);
  });
});

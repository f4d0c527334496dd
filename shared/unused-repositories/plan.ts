import { RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { SettingsReader } from '../registry/settings/reader.ts';
import type { Uses } from '../use/uses.ts';
import { type UnreadRepository, unread } from '../walk/unread.ts';
import type { SeenRepository } from './collect.ts';
import { judge, type Standing } from './judge.ts';
import type { Tags } from './marks.ts';

/** A repository with its resource tags, and how it stands. */
export interface JudgedRepository extends SeenRepository {
  tags: Tags;
  standing: Standing;
}

const AT_A_TIME = 16;

/** Judges repositories: a call for the resource tags of each. One that is deleted meanwhile is left out. */
export async function judgeAll(
  settings: Pick<SettingsReader, 'resourceTags'>,
  seen: readonly SeenRepository[],
  uses: Uses,
  now: Date,
): Promise<{ judged: JudgedRepository[]; unread: UnreadRepository[] }> {
  const failed: UnreadRepository[] = [];
  const judgeOne = async (one: SeenRepository): Promise<JudgedRepository[]> => {
    const { repositoryName: name, repositoryArn: arn = '' } = one.repository;
    try {
      const tags = await settings.resourceTags(name, arn);
      return [{ ...one, tags, standing: judge(one, tags, uses, now) }];
    } catch (error) {
      if (!(error instanceof RepositoryNotFoundException)) failed.push(unread(name, error));
      return [];
    }
  };
  const judged = await pMap(seen, judgeOne, { concurrency: AT_A_TIME });
  return { judged: judged.flat(), unread: failed };
}

import type { Uses } from '../../local/aws.ts';
import { type Built, buildImages, type Spec } from './images.ts';
import type { Kind, Names } from './kind.ts';
import { kindsOfUse } from './kinds.ts';

/** What is pushed, and what runs of it. */
export interface Account {
  images: readonly Built[];
  uses: Uses;
  pods: readonly string[];
}

export const accountId = '123456789012';
export const region = 'eu-west-1';

/** How large the parts of the account are in which nothing is special. */
export interface AccountSize {
  /** Repositories of which nothing runs. */
  plain: number;
  /** Images in the largest repository, of which one runs. */
  largest: number;
}

/** An account with each kind of use that there is. */
export function buildAccount(size: AccountSize): Account {
  const kinds = [...kindsOfUse, largest(size.largest), ...plain(size.plain)];
  const built = kinds.map((kind) => ({ kind, images: buildImages(kind.repository, kind.images) }));
  const named = built.map(({ kind, images }) => ({ kind, of: namesOf(kind.repository, images) }));
  const uses = named.map(({ kind, of }) => kind.uses?.(of) ?? {});
  return {
    images: built.flatMap(({ images }) => images),
    uses: {
      services: uses.flatMap((it) => it.services ?? []),
      tasks: uses.flatMap((it) => it.tasks ?? []),
      taskDefinitions: uses.flatMap((it) => it.taskDefinitions ?? []),
      functions: uses.flatMap((it) => it.functions ?? []),
      appRunner: uses.flatMap((it) => it.appRunner ?? []),
      inspector: uses.flatMap((it) => it.inspector ?? []),
    },
    pods: named.flatMap(({ kind, of }) => kind.pods?.(of) ?? []),
  };
}

function namesOf(repository: string, images: readonly Built[]): Names {
  const uri = `${accountId}.dkr.ecr.${region}.amazonaws.com/${repository}`;
  const digest = (name: string) => {
    const found = images.find((it) => it.name === name);
    if (found === undefined) throw new Error(`${repository} has no image ${name}`);
    return found.digest;
  };
  return {
    tagged: (tag) => `${uri}:${tag}`,
    pinned: (name) => `${uri}@${digest(name)}`,
    digest,
  };
}

/** Builds every few hours for months; the oldest is what production still has. */
function largest(count: number): Kind {
  const images = Array.from({ length: count }, (_, at): Spec => {
    const days = 300 - (at * 260) / count;
    return {
      ...{ name: `b${at}`, tags: [`build-${at}`], days },
      truth: at === 0 ? 'runs' : 'unused',
    };
  });
  return {
    ...{ repository: 'team/monolith', images },
    uses: ({ tagged, digest }) => ({
      tasks: [
        {
          ...{ cluster: 'prod', family: 'monolith' },
          containers: [{ image: tagged('build-0'), imageDigest: digest('b0') }],
        },
      ],
    }),
  };
}

function plain(count: number): Kind[] {
  return Array.from({ length: count }, (_, repository) => ({
    repository: `team/plain-${repository}`,
    images: Array.from({ length: 20 }, (_, at): Spec => {
      const untagged = at % 4 === 3;
      return {
        ...{ name: `i${at}`, tags: untagged ? [] : [`1.${at}.0`], days: 200 - 9 * at },
        truth: 'unused',
      };
    }),
  }));
}

import type { ECRClient } from '@aws-sdk/client-ecr';
import { identify } from '../../../shared/registry/identity.ts';
import { cacheRules, repositories } from '../../../shared/registry/read.ts';
import { createSettingsReader } from '../../../shared/registry/settings/reader.ts';
import { isInRange, type NameRange } from '../../../shared/walk/range.ts';
import { visitRepositories } from '../../../shared/walk/reading/read.ts';
import { type UnreadRepository, unread } from '../../../shared/walk/unread.ts';
import type { Visitor, Walk } from '../../../shared/walk/visitor.ts';

export interface SlicedWalk {
  /** Repositories per slice; default: all in one. */
  size?: number;
  /** How often each slice is visited; default: once. The last visit counts. */
  times?: number;
  /** See `Slice.until`; default: no limit. */
  until?: number;
  /** Called after the registry is listed. */
  onListed?: () => Promise<unknown>;
}

/** Walks a registry for one visitor, in slices of any size; what is kept between steps is kept as JSON. */
export async function walkFor<Part, Begun>(
  ecr: ECRClient,
  visitor: Visitor<Part, Begun>,
  { size = 1000, times = 1, until = Number.POSITIVE_INFINITY, onListed }: SlicedWalk = {},
): Promise<{ result: object; parts: Part[]; unseen: UnreadRepository[] }> {
  const listed = await Array.fromAsync(repositories(ecr));
  listed.sort((a, b) => (a.repositoryName < b.repositoryName ? -1 : 1));
  const starts = listed.filter((_, index) => index % size === 0).map((it) => it.repositoryName);
  const ranges: NameRange[] = (starts.length === 0 ? [''] : starts).map((from, number) => ({
    from: number === 0 ? undefined : from,
    to: starts[number + 1],
  }));
  const walk: Walk = {
    ...{ ecr, registry: await identify(ecr), began: new Date(), ranges },
    ...{ cacheRules: await cacheRules(ecr), repositories: listed.length },
    settings: createSettingsReader(ecr),
  };
  await onListed?.();
  const begun = asJson((await visitor.begin?.(walk)) as Begun);
  const parts: Part[] = [];
  const unseen: UnreadRepository[] = [];
  for (const [number, range] of ranges.entries()) {
    const own = listed.filter(({ repositoryName }) => isInRange(repositoryName, range));
    const slice = { ...walk, number, from: 0, listed: own, until };
    let part: Part | undefined;
    let missed: UnreadRepository[] = [];
    for (let time = 0; time < times; time += 1) {
      const visit = await visitor.slice(slice, begun);
      const visits = [{ visitor: visitor.name, onlyTagged: visitor.onlyTagged, visit }];
      const { failed, failedVisits } = await visitRepositories(ecr, own, visits);
      missed = [...failed, ...failedVisits].map((it) => unread(it.repository, it.error));
      part = asJson(await visit.end({ range, unread: missed }));
    }
    parts.push(part as Part);
    unseen.push(...missed);
  }
  const names = new Set(unseen.map(({ repository }) => repository));
  const done = await visitor.done?.({
    ...walk,
    ...{ begun, unseen, until, left: undefined },
    parts: async function* () {
      yield* parts;
    },
    hasSeen: (name) => (name === undefined ? names.size === 0 : !names.has(name)),
  });
  return { result: done?.result ?? {}, parts, unseen };
}

function asJson<Value>(value: Value): Value {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
}

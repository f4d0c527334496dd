import type { Registry } from '../ecr/model/registry.ts';
import type { EventEntry } from '../events/event.ts';
import type { Vault } from '../secrets-manager/state.ts';
import type { Change } from './change.ts';
import { encode } from './codec.ts';
import { type RepositoryWatch, watchRepository } from './repository-watch.ts';

/** The part of a region that is stored. */
export interface Kept {
  readonly registry: Registry;
  readonly secrets: Vault['secrets'];
}

/** Finds changes since the last call. */
export interface Watch {
  /** To be called with each event, which says where to search for changes. */
  changed(entry: EventEntry): void;
  /** All changes since the last time, in an order in which they can be applied. */
  take(): Change[];
}

/** How much of a repository an event can have changed: pushes are frequent, and must be cheap in a large repository. */
type Extent = 'pushed' | 'all';

/** Starts from the current state: only later changes are found. */
export function watch({ registry, secrets }: Kept): Watch {
  const repositories = new Map<string, RepositoryWatch>();
  const touched = new Map<string, Extent>();
  let settings = '';
  let known = new Map<string, string>();
  let isTouched = true;
  let isAnywhere = true;

  function* changesOfRest(): Generator<Change> {
    const { repositories: _, ...rest } = registry;
    const text = encode(rest);
    if (text !== settings) yield [['registry'], text];
    settings = text;
    const now = new Map(Array.from(secrets.values(), (it) => [it.name, encode(it)]));
    for (const [name, text] of now) if (known.get(name) !== text) yield [['secret', name], text];
    for (const name of known.keys()) if (!now.has(name)) yield [['secret', name]];
    known = now;
  }

  function* changesOfRepository(name: string, extent: Extent): Generator<Change> {
    const repository = registry.repositories.get(name);
    const before = repositories.get(name);
    if (before && before.repository === repository)
      return void (yield* before.take(extent === 'all'));
    // Nothing may remain of a repository that was deleted and created again.
    if (before) yield [['repository', name]];
    repositories.delete(name);
    if (!repository) return;
    const fresh = watchRepository(repository);
    repositories.set(name, fresh);
    yield* fresh.take(true);
  }

  function extents(): Iterable<[string, Extent]> {
    if (!isAnywhere) return touched;
    const names = Array.from(registry.repositories.values(), ({ name }) => name);
    return [...new Set([...names, ...repositories.keys()])].map((name) => [name, 'all']);
  }

  const take: Watch['take'] = () => {
    if (!isTouched) return [];
    const ofRepositories = Array.from(extents(), (it) => [...changesOfRepository(...it)]);
    touched.clear();
    isTouched = false;
    isAnywhere = false;
    return [...changesOfRest(), ...ofRepositories.flat()];
  };

  take();
  return {
    changed: (entry) => {
      isTouched = true;
      const name = repositoryIn(entry);
      if (name === undefined) isAnywhere ||= entry.source === 'aws.ecr';
      else if (touched.get(name) !== 'all') touched.set(name, isPush(entry) ? 'pushed' : 'all');
    },
    take,
  };
}

/** Which repository an event is about; `undefined` when it does not say. */
function repositoryIn({ detail }: EventEntry): string | undefined {
  const { 'repository-name': name, requestParameters } = Object(detail);
  const { repositoryName, resourceArn } = Object(requestParameters);
  const said = name ?? repositoryName ?? /:repository\/(.+)$/.exec(String(resourceArn))?.[1];
  return typeof said === 'string' ? said : undefined;
}

/** Does an event report only added, removed or retagged images? */
function isPush({ detail, 'detail-type': type }: EventEntry): boolean {
  const { eventName, 'action-type': action } = Object(detail);
  if (type === 'ECR Image Action') return action === 'PUSH' || action === 'DELETE';
  return eventName === 'PutImage' || eventName === 'BatchDeleteImage';
}

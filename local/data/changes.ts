import type { Image, Registry, Repository } from '../ecr/state.ts';
import type { EventEntry } from '../events/event.ts';
import type { Vault } from '../secrets-manager/state.ts';
import { encode } from './codec.ts';

/** One thing and how it is now, as text of the codec; without text it is gone. */
export type Change = readonly [key: Key, text?: string];

type Key =
  /** All of the registry but its repositories. */
  | readonly ['registry']
  /** A repository without its images and layers. */
  | readonly ['repository', name: string]
  | readonly ['image' | 'layer', repository: string, digest: string]
  | readonly ['secret', name: string];

/** What a region holds that is kept. */
export interface Kept {
  readonly registry: Registry;
  readonly secrets: Vault['secrets'];
}

/** Finds what has changed since it last looked. */
export interface Watch {
  /** An event of a change, which says where to look. */
  changed(entry: EventEntry): void;
  /** All changes since the last time, in an order in which they can be made again. */
  take(): Change[];
}

/** Watches what is there now: only changes from now on are found. */
export function watch({ registry, secrets }: Kept): Watch {
  const rest = createSeen();
  const repositories = new Map<string, SeenRepository>();
  const touched = new Set<string>();
  let isTouched = true;
  let somewhere = true;

  function* changesOfRepository(name: string): Generator<Change> {
    const repository = registry.repositories.get(name);
    const before = repositories.get(name);
    const isSame = before !== undefined && before.repository === repository;
    // Of one that was deleted and made again nothing is to stay.
    if (before && !isSame) yield [['repository', name]];
    if (!repository) return void repositories.delete(name);
    const seen = isSame ? before.seen : createSeen();
    repositories.set(name, { repository, seen });
    yield* seen.changes(partsOf(repository));
  }

  const take: Watch['take'] = () => {
    if (!isTouched) return [];
    const all = [...registry.repositories.values()].map(({ name }) => name);
    const names = somewhere ? new Set([...all, ...repositories.keys()]) : touched;
    const changes = [
      ...rest.changes(restOf({ registry, secrets })),
      ...Array.from(names).flatMap((name) => [...changesOfRepository(name)]),
    ];
    touched.clear();
    isTouched = false;
    somewhere = false;
    return changes;
  };

  take();
  return {
    changed: (entry) => {
      isTouched = true;
      const name = repositoryIn(entry);
      if (name !== undefined) touched.add(name);
      else if (entry.source === 'aws.ecr') somewhere = true;
    },
    take,
  };
}

interface SeenRepository {
  repository: Repository;
  seen: ReturnType<typeof createSeen>;
}

/** A thing that is kept: its key, what tells whether it has changed, and its text. */
interface Part {
  key: Key;
  mark: string;
  text(): string;
}

function* restOf({ registry, secrets }: Kept): Generator<Part> {
  const { repositories: _, ...settings } = registry;
  yield whole(['registry'], settings);
  for (const secret of secrets.values()) yield whole(['secret', secret.name], secret);
}

function* partsOf({ images, layers, ...head }: Repository): Generator<Part> {
  const { name } = head;
  yield whole(['repository', name], head);
  for (const layer of layers) yield whole(['layer', name, layer], true);
  for (const image of images.after()) {
    const key = ['image', name, image.digest] as const;
    yield { key, mark: markOf(image), text: () => encode(image) };
  }
}

function whole(key: Key, value: unknown): Part {
  const text = encode(value);
  return { key, mark: text, text: () => text };
}

/** Of an image all that can change: its manifest, which is long, cannot. */
function markOf({ manifest: _, ...image }: Image): string {
  return encode(image);
}

/** Remembers things by their marks, and tells what of them is new, has changed or is gone. */
function createSeen() {
  let known = new Map<string, { key: Key; mark: string }>();
  return {
    *changes(parts: Iterable<Part>): Generator<Change> {
      const now: typeof known = new Map();
      for (const { key, mark, text } of parts) {
        const id = key.join(' ');
        now.set(id, { key, mark });
        if (known.get(id)?.mark !== mark) yield [key, text()];
      }
      for (const [id, { key }] of known) if (!now.has(id)) yield [key];
      known = now;
    },
  };
}

/** Which repository an event is about; `undefined` when it does not say. */
function repositoryIn({ detail }: EventEntry): string | undefined {
  const { 'repository-name': name, requestParameters } = Object(detail);
  const { repositoryName, resourceArn } = Object(requestParameters);
  const said = name ?? repositoryName ?? /:repository\/(.+)$/.exec(String(resourceArn))?.[1];
  return typeof said === 'string' ? said : undefined;
}

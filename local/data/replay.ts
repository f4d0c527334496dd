import { ImageStore } from '../ecr/images/store.ts';
import type { Image } from '../ecr/model/image.ts';
import type { Registry } from '../ecr/model/registry.ts';
import type { Repository } from '../ecr/model/repository.ts';
import type { Secret } from '../secrets-manager/state.ts';
import type { Change } from './change.ts';
import type { Kept } from './changes.ts';
import { decode } from './codec.ts';

/** Applies a stored change. */
export function replay({ registry, secrets }: Kept, [key, text]: Change): void {
  const value = text === undefined ? undefined : decode(text);
  const [kind, name = '', digest = ''] = key;
  if (kind === 'registry') Object.assign(registry, value);
  else if (kind === 'secret') put(secrets, name, value as Secret | undefined);
  else if (kind === 'repository') replayRepository(registry, name, value as Repository | undefined);
  else replayPart(registry.repositories.get(name), kind, digest, value);
}

function put<Value>(
  map: { set(key: string, value: Value): void; delete(key: string): void },
  key: string,
  value: Value | undefined,
): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

function replayRepository(
  { repositories }: Registry,
  name: string,
  head: Omit<Repository, 'images' | 'layers'> | undefined,
): void {
  const { images = new ImageStore(), layers = new Set<string>() } = repositories.get(name) ?? {};
  put(repositories, name, head && { ...head, images, layers });
}

function replayPart(
  repository: Repository | undefined,
  kind: 'image' | 'layer',
  digest: string,
  value: unknown,
): void {
  if (!repository) return;
  const { images, layers } = repository;
  if (kind === 'layer') return void layers.add(digest);
  const known = images.get(digest);
  if (known) images.remove(known);
  if (value !== undefined) images.add(value as Image);
}

import * as z from 'zod';
import { registrySchema } from '../schema/schema.ts';
import { closest } from './did-you-mean.ts';
import { pathText } from './document.ts';

type Node = z.core.JSONSchema.BaseSchema;

/** The message for an unknown key: the valid keys of its place, and the one that was probably meant. */
export function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const root: Node = z.toJSONSchema(registrySchema, { io: 'input' });
  const here = Object.keys(nodeAt(root, path)?.properties ?? {});
  const message = `is not a key here. Valid keys: ${here.join(', ')}`;
  const meant = closest(key, here);
  if (meant !== undefined) return `${message}; did you mean ${meant}?`;
  if (key === 'rules' && path.at(-1) === 'lifecycle') return `${message}; ${ownLifecycle}`;
  const [place, ...more] = [
    ...placesAbove(key, path, root),
    ...placesBelow(key, nodeAt(root, path), path),
  ];
  return place === undefined || more.length > 0 ? message : `${message}; ${key} goes ${place}`;
}

const ownLifecycle =
  'the lifecycle policy of ECR is made from these, and its own syntax is not used here';

/** `anyOf`-free, so `properties` and `items` lead the way. */
function nodeAt(root: Node, path: readonly PropertyKey[]): Node | undefined {
  return path.reduce<Node | undefined>((node, key) => {
    const next = typeof key === 'number' ? node?.items : node?.properties?.[String(key)];
    return isNode(next) ? next : undefined;
  }, root);
}

/** Enclosing blocks that have such a key. */
function placesAbove(key: string, path: readonly PropertyKey[], root: Node): string[] {
  const around = path.map((_, length) => path.slice(0, length));
  const having = around.filter((it) => Object.hasOwn(nodeAt(root, it)?.properties ?? {}, key));
  return having.map((it) => (it.length === 0 ? 'to the first column' : `under ${pathText(it)}`));
}

function placesBelow(key: string, node: Node | undefined, path: readonly PropertyKey[]): string[] {
  return Object.entries(node?.properties ?? {}).flatMap(([name, next]) => {
    if (!isNode(next)) return [];
    const at = [...path, name];
    const here = Object.hasOwn(next.properties ?? {}, key) ? [`under ${pathText(at)}`] : [];
    return [...here, ...placesBelow(key, next, at)];
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import * as z from 'zod';
import { registrySchema } from '../../../shared/config/schema/schema.ts';

/** Keys of registry.yml from its JSON Schema, which editors show as well. */

type Node = z.core.JSONSchema.BaseSchema;

export interface Key {
  /** `naming.tags[].kinds` */
  path: string;
  /** Its name within its group: `kinds`, `sibling.kinds` */
  name: string;
  type: string;
  /** The allowed values, where they are a list. */
  values: readonly string[];
  required: boolean;
  /** The default as YAML; undefined where the description explains it. */
  default: string | undefined;
  description: string;
}

/** Keys of one table: those of the items of a list, or of a larger block. */
export interface Group {
  /** `naming`, `naming.tags[]` */
  path: string;
  description: string;
  keys: readonly Key[];
}

/** A block with more keys than this has a group of its own. */
const MOST_INLINE = 4;

const root = z.toJSONSchema(registrySchema, { io: 'input' }) as Node;

/** The blocks of registry.yml, in the order of the schema. */
export const blockNames = Object.keys(root.properties ?? {});

/** A block, and the groups within it. */
export function groupsOf(block: string): Group[] {
  return groupsAt(propertyOf(root, block), block);
}

/** Every key of registry.yml by its path, the blocks themselves included. */
export function allKeys(): Key[] {
  return keysOf(root, '', '').flatMap(({ key, node }) => [key, ...below(node, key.path)]);
}

function below(node: Node, path: string): Key[] {
  const inner = isList(node) ? itemsOf(node) : node;
  const at = isList(node) ? `${path}[]` : path;
  return keysOf(inner, at, '').flatMap((it) => [it.key, ...below(it.node, it.key.path)]);
}

function groupsAt(node: Node, path: string): Group[] {
  const inner = isList(node) ? itemsOf(node) : node;
  const at = isList(node) ? `${path}[]` : path;
  const found = keysOf(inner, at, '').flatMap((it) => inlined(it, at));
  const nested = found.flatMap(({ key, node }) => (hasGroup(node) ? groupsAt(node, key.path) : []));
  // The key of a list has its description; a list that is a block of its own has no such key.
  const own = path.includes('.') && inner !== node ? undefined : node.description;
  const ofItem = inner === node ? undefined : inner.description;
  const keys = found.map(({ key }) => key);
  const description = [own, ofItem].filter((text) => text !== undefined).join(' ');
  return [{ path: at, description, keys }, ...nested];
}

interface Found {
  key: Key;
  node: Node;
}

/** A key and, if it is a small block, those in it. */
function inlined({ key, node }: Found, group: string): Found[] {
  if (hasGroup(node)) return [{ key, node }];
  const inner = keysOf(node, key.path, group).flatMap((it) => inlined(it, group));
  return [{ key, node }, ...inner];
}

function hasGroup(node: Node): boolean {
  if (isList(node)) return itemsOf(node).properties !== undefined;
  return Object.keys(node.properties ?? {}).length > MOST_INLINE;
}

function keysOf(node: Node, path: string, group: string): Found[] {
  const required = new Set(node.required);
  return Object.keys(node.properties ?? {}).map((name) => {
    const property = propertyOf(node, name);
    const at = path === '' ? name : `${path}.${name}`;
    const key = {
      path: at,
      name: group === '' ? name : at.slice(group.length + 1),
      type: typeOf(property),
      values: valuesOf(property),
      required: required.has(name),
      default: defaultOf(property),
      description: property.description ?? '',
    };
    return { key, node: property };
  });
}

function defaultOf(node: Node): string | undefined {
  if (node.default === undefined || node.properties !== undefined) return undefined;
  return typeof node.default === 'string' ? node.default : JSON.stringify(node.default);
}

/** In words, with the values that are allowed: `integer 1–20`, `list of globs`. */
function typeOf(node: Node): string {
  if (node.enum) return node.enum.map((value) => `\`${value}\``).join(', ');
  if (node.const !== undefined) return `\`${node.const}\``;
  if (isList(node)) return listOf(itemsOf(node));
  if (node.title) return node.title;
  if (node.type === 'object') return node.properties ? 'block' : 'map of texts';
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.type === 'integer' || node.type === 'number') return `${node.type}${rangeOf(node)}`;
  return 'text';
}

function listOf(items: Node): string {
  return `list of ${typeOf(items)}${items.enum || items.const ? '' : 's'}`;
}

function valuesOf(node: Node): string[] {
  if (isList(node)) return valuesOf(itemsOf(node));
  if (node.type === 'boolean') return ['true', 'false'];
  return (node.enum ?? []).map(String);
}

function rangeOf({ minimum, maximum }: Node): string {
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum === undefined) return most === undefined ? '' : ` up to ${most}`;
  return most === undefined ? `, ${minimum} or more` : ` ${minimum}–${most}`;
}

function propertyOf(node: Node, name: string): Node {
  return (node.properties?.[name] ?? {}) as Node;
}

function isList(node: Node): boolean {
  return node.type === 'array';
}

function itemsOf(node: Node): Node {
  return (node.items ?? {}) as Node;
}

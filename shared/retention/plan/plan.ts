import { isIndex } from '../../registry/manifests/media-types.ts';
import { type PartsOfIndexes, relationsOf } from '../../registry/manifests/relations.ts';
import type { RepositoryUse } from '../../use/needed.ts';
import type { StoredImage } from '../image.ts';
import { leftIn, type Memory, noMemory } from '../memory.ts';
import type { RetentionRule } from '../rules.ts';
import type { AtSource } from '../source/source.ts';
import { keptOf } from './kept.ts';
import type { Reason } from './reasons.ts';
import { type Unit, unitsOf } from './units.ts';

/** What is to be done with a unit. */
export interface Selected extends Unit {
  action: 'report' | 'archive' | 'delete';
}

/** What a rule says of the images of a repository. A value: nothing is done by it. */
export interface RetentionPlan {
  /** Why images stay, by digest. */
  kept: ReadonlyMap<string, Reason>;
  /** The oldest first. */
  selected: readonly Selected[];
  /** Why an image may be in use though it is selected, as the end of a sentence: then nothing is done. */
  doubts: readonly string[];
}

export interface Planning {
  /** All images of the repository, archived ones too. */
  images: readonly StoredImage[];
  /** Of all indexes: undefined of one that could not be read. */
  parts: PartsOfIndexes;
  use: RepositoryUse;
  rule: RetentionRule;
  /** When the registry began to be read, in milliseconds since 1970. */
  began: number;
  /** What the source has of the repository. Default: not read, or the rule has none. */
  source?: AtSource | undefined;
  /** What was announced before. Default: nothing. */
  memory?: Memory;
}

/** Which images of a repository stay, and why; what goes, and how. */
export function planRepository(planning: Planning): RetentionPlan {
  const { images, parts, use, rule, began, source, memory = noMemory } = planning;
  const relations = relationsOf(images, parts);
  const left = leftIn(memory, relations.byDigest);
  const unread = images.filter((it) => isIndex(it) && parts.get(it.imageDigest) === undefined);
  const kept = keptOf(images, parts, {
    ...{ rule, use, relations, began, source, left: new Set(left.keys()) },
    hasUnread: unread.length > 0,
  });
  const going = images.filter(({ imageDigest }) => !kept.has(imageDigest));
  const selected = unitsOf(going, relations, left).flatMap(
    (unit) => selectedOf(unit, planning, memory) ?? [],
  );
  const doubts = [...use.doubts, ...doubtsOf(unread), ...doubtsOfSource(source)];
  return { kept, selected, doubts };
}

/** What is unknown keeps all, but forgets nothing of what was announced: the next night may know. */
function doubtsOfSource(source: AtSource | undefined): string[] {
  if (source?.state !== 'unread') return [];
  return [`what the source registry has could not be read: ${source.why}`];
}

/** An index that is not in the archive and cannot be read may list any image, tagged or not. */
function doubtsOf(unread: readonly StoredImage[]): string[] {
  const [first, ...more] = unread.filter(({ status }) => status !== 'ARCHIVED');
  if (first === undefined) return [];
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  return [`what the image index ${first.imageDigest}${others} lists could not be read`];
}

function selectedOf(unit: Unit, { rule, began }: Planning, memory: Memory): Selected | undefined {
  const root = unit.images.find(({ imageDigest }) => imageDigest === unit.root);
  // Only its parts are left: the deletion that has begun goes on.
  if (root === undefined) return deletes(rule) ? { ...unit, action: 'delete' } : undefined;
  if (root.status === 'ACTIVE') return activeOf(unit, rule);
  // Only what this rule has archived is deleted: of all else, nobody has said so.
  if (rule.action !== 'archive' || memory.units[unit.root] === undefined) return undefined;
  const { deleteArchivedAfter = Number.POSITIVE_INFINITY } = rule;
  const archived = root.archived ?? Number.POSITIVE_INFINITY;
  if (began - archived >= deleteArchivedAfter) return { ...unit, action: 'delete' };
  return activeOf(unit, rule);
}

function deletes({ action, deleteArchivedAfter }: RetentionRule): boolean {
  return action === 'delete' || (action === 'archive' && deleteArchivedAfter !== undefined);
}

/** What is in the archive already needs no move. */
function activeOf(unit: Unit, { action }: RetentionRule): Selected | undefined {
  if (action === 'delete') return { ...unit, action };
  const images = unit.images.filter(({ status }) => status === 'ACTIVE');
  return images.length === 0 ? undefined : { ...unit, images, action };
}

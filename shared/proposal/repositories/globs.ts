/** A repository, and what it has in common with others: two with the same `kind` are alike. */
export interface Named {
  name: string;
  kind: string;
}

/** A glob or a name, and the repositories that it is the first to match. */
export interface Glob {
  glob: string;
  kind: string;
  /** How many path segments it names; that of an exact name is EXACT. The higher one comes first. */
  depth: number;
  names: string[];
}

/** The depth of an exact name: such globs come before all others. */
export const EXACT = Number.POSITIVE_INFINITY;

/**
 * The fewest globs of the forms `**`, `a/**`, `a/b/**` and exact names by which each repository gets its kind, where the
 * most specific one decides. Those of the kind `none` need no glob unless a wider one matches them. In a fixed order:
 * exact names first, `**` last. The same question as the fewest changes in a tree, answered in two passes.
 */
export function fewestGlobs(named: readonly Named[], none: string): Glob[] {
  const root = treeOf(named);
  weigh(root);
  const found: Glob[] = [];
  settle(root, { path: '', inherited: { glob: '', kind: none, depth: -1, names: [] }, found });
  const used = found.filter(({ names }) => names.length > 0).map(narrowed);
  return used.sort((a, b) => b.depth - a.depth || (a.glob < b.glob ? -1 : 1));
}

/**
 * A glob no wider than the folder that all of its repositories are in: what is created in another one later is none of
 * its business. Globs below it still come first.
 */
function narrowed(found: Glob): Glob {
  if (found.depth === EXACT) return found;
  const [first = [], ...others] = found.names.map((name) => name.split('/').slice(0, -1));
  const end = first.findIndex((segment, at) => others.some((it) => it[at] !== segment));
  const folder = end === -1 ? first : first.slice(0, end);
  if (folder.length <= found.depth) return found;
  return { ...found, glob: `${folder.join('/')}/**`, depth: folder.length };
}

interface Folder {
  folders: Map<string, Folder>;
  repositories: Named[];
  /** How many globs the folder needs below one of each kind; of kinds that it does not have, `other`. */
  cost: Map<string, number>;
  other: number;
}

function treeOf(named: readonly Named[]): Folder {
  const root = emptyFolder();
  for (const each of named) {
    const segments = each.name.split('/').slice(0, -1);
    let folder = root;
    for (const segment of segments) {
      const next = folder.folders.get(segment) ?? emptyFolder();
      folder.folders.set(segment, next);
      folder = next;
    }
    folder.repositories.push(each);
  }
  return root;
}

function emptyFolder(): Folder {
  return { folders: new Map(), repositories: [], cost: new Map(), other: 0 };
}

/** From the leaves up: what each folder costs. */
function weigh(folder: Folder): void {
  const saved = new Map<string, number>();
  const save = (kind: string, globs: number) => saved.set(kind, (saved.get(kind) ?? 0) + globs);
  folder.other = folder.repositories.length;
  for (const { kind } of folder.repositories) save(kind, 1);
  for (const child of folder.folders.values()) {
    weigh(child);
    const usual = costBelow(child, undefined);
    folder.other += usual;
    for (const kind of child.cost.keys()) save(kind, usual - costBelow(child, kind));
  }
  for (const [kind, globs] of saved) folder.cost.set(kind, folder.other - globs);
}

/** What a folder costs below a glob of a kind: with a glob of its own, where that is cheaper. */
function costBelow(folder: Folder, kind: string | undefined): number {
  return Math.min(costOf(folder, kind), 1 + costOf(folder, cheapest(folder)));
}

function costOf({ cost, other }: Folder, kind: string | undefined): number {
  return (kind === undefined ? undefined : cost.get(kind)) ?? other;
}

/** Of equal ones the first in the order of texts. */
function cheapest({ cost, other }: Folder): string | undefined {
  let best: string | undefined;
  let least = other;
  for (const [kind, globs] of cost) {
    const isBetter = globs < least || (globs === least && best !== undefined && kind < best);
    if (isBetter) [best, least] = [kind, globs];
  }
  return best;
}

interface Place {
  path: string;
  /** The glob that decides so far. */
  inherited: Glob;
  found: Glob[];
}

/** From the root down: which globs these are. */
function settle(folder: Folder, { path, inherited, found }: Place): void {
  const best = cheapest(folder);
  const deciding =
    best !== undefined && 1 + costOf(folder, best) < costOf(folder, inherited.kind)
      ? newGlob(`${path}**`, best, path.split('/').length - 1)
      : inherited;
  if (deciding !== inherited) found.push(deciding);
  for (const { name, kind } of folder.repositories) {
    if (kind === deciding.kind) deciding.names.push(name);
    else found.push({ ...newGlob(name, kind, EXACT), names: [name] });
  }
  for (const [segment, child] of folder.folders) {
    settle(child, { path: `${path}${segment}/`, inherited: deciding, found });
  }
}

function newGlob(glob: string, kind: string, depth: number): Glob {
  return { glob, kind, depth, names: [] };
}

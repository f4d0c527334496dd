import type { InventoryConfig } from '../../../shared/config/schema/schema.ts';
import { DELETE_AFTER, dayOf, UNUSED_SINCE } from '../../../shared/unused-repositories/marks.ts';
import type { JudgedRepository } from '../../../shared/unused-repositories/plan.ts';
import { dollarsPerMonth, sizeInWords } from '../../../shared/unused-repositories/words.ts';
import type { UnreadRepository } from '../../../shared/walk/unread.ts';
import { figure, paint, print, visible } from '../print.ts';

/** What the verb has found. */
interface Unused {
  judged: readonly JudgedRepository[];
  unread: readonly UnreadRepository[];
}

export interface ShownWith {
  prices: InventoryConfig['prices'];
  /** The key of the resource tag that names an owner. */
  ownerTag: string;
}

/** Whether it is shown: unused, or perhaps. */
export function isFound({ standing }: JudgedRepository): boolean {
  return standing.state === 'unused' || standing.state === 'uncertain';
}

/** Prints the repositories that are unused or may be, those unused for longest first, and what all cost together. */
export function printUnused({ judged, unread }: Unused, shown: ShownWith): void {
  const found = judged.filter(isFound).toSorted((a, b) => timeOf(a) - timeOf(b));
  for (const one of found) printOne(one, shown);
  for (const { repository, error } of unread) {
    print(`${paint('red', 'unread')} ${paint('bold', repository)}: ${visible(error)}`);
  }
  if (found.length + unread.length > 0) print();
  const unused = found.filter(({ standing }) => standing.state === 'unused');
  const kept = judged.filter(({ standing }) => standing.state === 'kept').length;
  const parts = [
    `${figure(unused.length)} unused`,
    ...(found.length > unused.length
      ? [`${figure(found.length - unused.length)} perhaps unused`]
      : []),
    ...(kept > 0 ? [`${figure(kept)} kept by a tag`] : []),
  ];
  const count = judged.length === 1 ? '1 repository' : `${figure(judged.length)} repositories`;
  print(`${count} with a rule checked: ${parts.join(', ')}.`);
  if (unused.length > 0) print(`The unused ones have ${sizeInWords(sumOf(unused), shown.prices)}.`);
}

function printOne(one: JudgedRepository, { prices, ownerTag }: ShownWith): void {
  const { repository, standing, lastUse, tags } = one;
  const word = standing.state === 'unused' ? paint('red', 'unused') : paint('yellow', 'perhaps');
  const since = lastUse ? ` since ${dayOf(lastUse)}` : '';
  const owner = tags[ownerTag];
  const of = owner === undefined ? 'no owner' : `owner ${visible(owner)}`;
  print(
    `${word} ${paint('bold', repository.repositoryName)}${since}: ${of}, ${sizeInWords(one, prices)}`,
  );
  if (standing.state === 'uncertain') print(`  ${visible(standing.why)}`);
  const marks = [UNUSED_SINCE, DELETE_AFTER].flatMap((key) =>
    tags[key] === undefined ? [] : [`${key}=${visible(tags[key])}`],
  );
  if (marks.length > 0) print(`  ${marks.join(', ')}`);
}

function timeOf({ lastUse }: JudgedRepository): number {
  return lastUse?.getTime() ?? Number.POSITIVE_INFINITY;
}

function sumOf(all: readonly JudgedRepository[]) {
  const sum = (key: 'images' | 'bytes' | 'archivedBytes') =>
    all.reduce((total, one) => total + one[key], 0);
  return { images: sum('images'), bytes: sum('bytes'), archivedBytes: sum('archivedBytes') };
}

/** As --json prints it. */
export function unusedJson({ judged, unread }: Unused, { prices, ownerTag }: ShownWith): object {
  return {
    checked: judged.length,
    kept: judged.filter(({ standing }) => standing.state === 'kept').length,
    repositories: judged.filter(isFound).map((one) => ({
      repository: one.repository.repositoryName,
      state: one.standing.state,
      ...('why' in one.standing && { why: one.standing.why }),
      ...(one.lastUse && { lastUse: one.lastUse.toISOString() }),
      ...(one.tags[ownerTag] !== undefined && { owner: one.tags[ownerTag] }),
      ...{ images: one.images, bytes: one.bytes },
      dollarsPerMonth: dollarsPerMonth(one, prices),
      action: one.rule.action,
      ...(one.tags[UNUSED_SINCE] !== undefined && { markedOn: one.tags[UNUSED_SINCE] }),
      ...(one.tags[DELETE_AFTER] !== undefined && { deleteAfter: one.tags[DELETE_AFTER] }),
    })),
    unread,
  };
}

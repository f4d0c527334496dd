import { createTwoFilesPatch } from 'diff';
import type { GlobalOptions } from '../../aws/session.ts';
import { asTyped } from '../../program/as-typed.ts';
import type { ChangeRow } from '../answers/plan-texts.ts';
import { figure } from '../print.ts';
import { comment, type Detail } from './comment.ts';
import { code, fence, firstLines, htmlCode, prose } from './inert.ts';

/** What reviewers have to see first. */
const order = ['delete', 'replace', 'update', 'create', 'unmanaged'] as const;

/** The most lines of a policy that are shown. */
const MOST_LINES = 100;

/**
 * A plan as a comment on a pull request: a row for each change, and the policies that change below.
 *
 * @param rows - Of all changes, whatever their kind; those without a change are only counted.
 */
export function planMarkdown(rows: readonly ChangeRow[], given: GlobalOptions): string {
  const changes = order.flatMap((action) => rows.filter((it) => it.action === action));
  const same = rows.length - changes.length;
  const verdict = changes.length === 0 ? 'no changes' : countsOf(changes).join(', ');
  const shown = changes.map((change) => [
    cautious(change.action),
    prose(change.kind),
    code(change.name),
    reasonsOf(change, given),
  ]);
  return comment({
    title: `plan: ${verdict}`,
    lines: [`What \`apply\` would change by ${code(given.config)}.`],
    head: ['Action', 'Kind', 'Name', 'Why'],
    rows: shown,
    details: changes.flatMap(detailsOf),
    notes: same > 0 ? [`As declared: ${figure(same)}.`] : [],
    command: asTyped('npx ecr-steward plan', given),
  });
}

function countsOf(changes: readonly ChangeRow[]): string[] {
  const applied = changes.filter(({ blocked }) => blocked === undefined);
  const blocked = changes.length - applied.length;
  const counted = order.flatMap((action) => {
    const number = applied.filter((it) => it.action === action).length;
    if (number === 0) return [];
    return [
      action === 'unmanaged' ? `${figure(number)} unmanaged` : `${figure(number)} to ${action}`,
    ];
  });
  return [...counted, ...(blocked > 0 ? [`${figure(blocked)} that cannot be applied`] : [])];
}

function cautious(action: ChangeRow['action']): string {
  return action === 'delete' || action === 'replace' ? `**${action}**` : action;
}

function reasonsOf({ reasons, blocked }: ChangeRow, given: GlobalOptions): string {
  const others = reasons.filter((it) => it !== blocked).map((it) => prose(asTyped(it, given)));
  const not = blocked === undefined ? [] : [`**not applied:** ${prose(asTyped(blocked, given))}`];
  return [...others, ...not].join('<br>');
}

function detailsOf({ name, documents }: ChangeRow): Detail[] {
  return documents.map(({ key, before, after }) => ({
    summary: `${htmlCode(name)}: ${htmlCode(key)}`,
    body: fence(firstLines(diffOf(before, after), MOST_LINES), 'diff'),
  }));
}

function diffOf(before: string, after: string): string {
  const patch = createTwoFilesPatch('', '', ended(before), ended(after), '', '', { context: 3 });
  // Without the names of files.
  return patch.slice(patch.indexOf('@@')).trimEnd();
}

function ended(text: string): string {
  return text === '' ? '' : `${text}\n`;
}

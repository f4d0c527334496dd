import type { Violation } from '../../../shared/naming/check.ts';
import type { NamingPlan } from '../../../shared/naming/plan.ts';
import type { GlobalOptions } from '../../aws/session.ts';
import { asTyped } from '../../program/as-typed.ts';
import {
  checkedInWords,
  foundInWords,
  nameOf,
  notesOn,
  whatIsWrong,
  wouldEnforce,
} from '../answers/check.ts';
import { comment } from './comment.ts';
import { code, prose } from './inert.ts';

/** Naming violations as a comment on a pull request: what --enforce would change comes first. */
export function checkMarkdown(plan: NamingPlan, given: GlobalOptions): string {
  const byAction = Map.groupBy(plan.violations, ({ action }) => action);
  const violations = (['delete', 'quarantine', 'report'] as const).flatMap(
    (action) => byAction.get(action) ?? [],
  );
  const would = wouldEnforce(plan);
  return comment({
    title: `check: ${foundInWords(violations)}`,
    lines: [`By ${code(given.config)}. ${checkedInWords(plan)}`],
    head: ['Action', 'Name', 'Why', 'Rule'],
    rows: violations.map(rowOf),
    details: [],
    notes: would === undefined ? [] : [`\`check --enforce\` would ${would}.`],
    command: asTyped('npx ecr-steward check', given),
  });
}

function rowOf(violation: Violation): string[] {
  const { action, rule } = violation;
  const why = [whatIsWrong(violation), ...notesOn(violation)].map(prose).join('<br>');
  return [action === 'report' ? action : `**${action}**`, code(nameOf(violation)), why, code(rule)];
}

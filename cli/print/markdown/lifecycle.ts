import {
  isFound,
  type LifecycleReport,
  type RepositoryReport,
  type RuleReport,
  totalsOf,
} from '../../../shared/lifecycle/report.ts';
import { hitInWords, staysBecause } from '../../../shared/registry/lifecycle/policy-preview.ts';
import type { GlobalOptions } from '../../aws/session.ts';
import { asTyped } from '../../program/as-typed.ts';
import { affectedInWords, count, totalsInWords } from '../answers/lifecycle.ts';
import { figure } from '../print.ts';
import { comment } from './comment.ts';
import { code, prose } from './inert.ts';

/**
 * Lifecycle policies as a comment on a pull request: a row for each rule, and for what is not of one rule; repositories
 * that need a person first.
 *
 * @param sources - Who was asked for what runs.
 */
export function lifecycleMarkdown(
  report: LifecycleReport,
  sources: readonly string[],
  given: GlobalOptions,
): string {
  const { true: found = [], false: others = [] } = Object.groupBy(report.repositories, (it) =>
    isFound(it) || it.preview.state !== 'known' ? 'true' : 'false',
  );
  const unread = report.unread.map(({ repository, error }) => [
    ...[code(repository), '', '**could not be read**', '', prose(error)],
  ]);
  const unknown = report.unknownUses.map(
    ({ source, why }) => `It is not known what ${source} runs: ${prose(why)}`,
  );
  return comment({
    title: `lifecycle: ${verdict(report)}`,
    lines: [totalsInWords(report, sources).join('\n')],
    head: ['Repository', 'Rule', 'Would', 'In use', 'To know'],
    rows: [...unread, ...[...found, ...others].flatMap(rowsOf)],
    details: [],
    notes: unknown,
    command: asTyped('npx ecr-steward lifecycle', given),
  });
}

function verdict(report: LifecycleReport): string {
  const { repositories, unread } = report;
  const { inUse, warnings, expire } = totalsOf(report);
  const unknown = unread.length + repositories.filter((it) => it.preview.state !== 'known').length;
  const parts = [
    ...(unknown > 0 ? [`${count(unknown, 'repository')} not read or previewed`] : []),
    ...(inUse > 0 ? [`${count(inUse, 'image')} in use would go`] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  if (repositories.some(isFound)) return 'images may be in use';
  return expire.images > 0 ? `${count(expire.images, 'image')} would expire` : 'nothing found';
}

function rowsOf(report: RepositoryReport): string[][] {
  const { repository, rules, preview, notLinted } = report;
  const use = preview.state === 'known' ? preview.use : undefined;
  const general = [
    ...(preview.state === 'known' ? [] : [staysBecause(preview) ?? 'unknown']),
    ...(use?.doubts.map((it) => `may be in use: ${it}`) ?? []),
    ...(notLinted === undefined ? [] : [`not checked for mistakes: ${notLinted}`]),
  ];
  const ofAll = [code(repository), 'all', '', '', lines(general)];
  return [...(general.length > 0 ? [ofAll] : []), ...rules.map((it) => rowOf(report, it))];
}

function rowOf({ repository, preview, findings }: RepositoryReport, rule: RuleReport): string[] {
  const { rulePriority, text, affected } = rule;
  const hits = preview.state === 'known' ? (preview.use?.inUse ?? []) : [];
  const known = [
    ...hits.filter((hit) => hit.rule === rulePriority).map((hit) => `would ${hitInWords(hit)}`),
    ...findings
      .filter((it) => it.rule === rulePriority)
      .map(({ level, id, text: what, todo }) => `${level}: ${what}. ${todo}. (${id})`),
  ];
  const would = affected
    ? `${text}: ${affected.images > 0 ? affectedInWords(affected) : 'none'}`
    : text;
  const used = affected && affected.inUse > 0 ? `**${figure(affected.inUse)}**` : '';
  return [code(repository), `${rulePriority}`, prose(would), used, lines(known)];
}

/** How many lines of a cell are shown. */
const MOST_LINES = 10;

function lines(texts: readonly string[]): string {
  const more = texts.length - MOST_LINES;
  const shown = texts.slice(0, MOST_LINES).map(prose);
  return [...shown, ...(more > 0 ? [`and ${figure(more)} more`] : [])].join('<br>');
}

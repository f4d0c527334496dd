import prettyBytes from 'pretty-bytes';
import {
  type LifecycleReport,
  type RepositoryReport,
  type RuleReport,
  totalsOf,
} from '../../../shared/lifecycle/report.ts';
import {
  hitInWords,
  type PreviewedUse,
  staysBecause,
} from '../../../shared/registry/lifecycle/policy-preview.ts';
import { figure, paint, print, visible } from '../print.ts';

/** How many images in use are named of a repository; --json has twenty. */
const MOST_NAMED = 5;

/**
 * Prints what each rule of each policy would do, what of that is in use, and what is the matter with it; then the sums.
 *
 * @param sources - Who was asked for what runs.
 */
export function printLifecycle(report: LifecycleReport, sources: readonly string[]): void {
  for (const each of report.repositories) printRepository(each);
  for (const { repository, error } of report.unread) {
    print(`${paint('bold', repository)}\n  ${paint('red', 'unread')} ${visible(error)}`);
  }
  if (report.repositories.length + report.unread.length > 0) print();
  for (const line of totalsInWords(report, sources)) print(line);
  for (const { source, why } of report.unknownUses) {
    print(`${paint('red', 'unknown')} what ${source} runs: ${visible(why)}`);
  }
}

function printRepository({ repository, images, rules, preview, ...rest }: RepositoryReport): void {
  print(`${paint('bold', repository)} ${paint('dim', count(images, 'image'))}`);
  for (const rule of rules) print(`  ${ruleLine(rule)}`);
  if (preview.state !== 'known') {
    print(`  ${paint('red', 'unknown')} ${visible(staysBecause(preview) ?? '')}`);
  } else if (preview.use) printUse(preview.use);
  for (const { level, id, rule, text, todo } of rest.findings) {
    const colour = level === 'warning' ? 'yellow' : 'cyan';
    print(`  ${paint(colour, level)} rule ${rule} ${visible(text)}. ${visible(todo)}. (${id})`);
  }
  if (rest.notLinted !== undefined) {
    print(`  ${paint('cyan', 'note')} not checked for mistakes: ${visible(rest.notLinted)}`);
  }
}

function ruleLine({ rulePriority, text, affected }: RuleReport): string {
  const what = `rule ${rulePriority} ${visible(text)}`;
  if (affected === undefined) return what;
  const { images, inUse } = affected;
  if (images === 0) return `${what}: ${paint('dim', 'none')}`;
  const used = inUse > 0 ? `, ${paint('red', `${figure(inUse)} in use`)}` : '';
  return `${what}: ${affectedInWords(affected)}${used}`;
}

/** `at least 2 images, 345 MB` */
export function affectedInWords(affected: NonNullable<RuleReport['affected']>): string {
  const { images, bytes, partial } = affected;
  return `${partial ? 'at least ' : ''}${count(images, 'image')}, ${prettyBytes(bytes)}`;
}

function printUse({ inUse, more, doubts }: PreviewedUse): void {
  for (const hit of inUse.slice(0, MOST_NAMED)) {
    print(`  ${paint('red', 'in use')} rule ${hit.rule} would ${visible(hitInWords(hit))}`);
  }
  const others = more + Math.max(0, inUse.length - MOST_NAMED);
  if (others > 0) print(`  ${paint('red', 'in use')} and ${figure(others)} more`);
  for (const doubt of doubts) {
    print(`  ${paint('yellow', 'may be in use')} ${visible(doubt)}`);
  }
}

/** The sums, and what to do about images in use: a line each. */
export function totalsInWords(report: LifecycleReport, sources: readonly string[]): string[] {
  const { repositories, expire, archive, inUse, warnings, notes } = totalsOf(report);
  const { without } = report;
  const isRead = sources.length > 0 && report.unknownUses.length === 0;
  const least = isRead ? '' : 'at least ';
  const parts = [
    `${count(expire.images, 'image')} would expire (${prettyBytes(expire.bytes)})`,
    ...(archive.images > 0
      ? [`${figure(archive.images)} be archived (${prettyBytes(archive.bytes)})`]
      : []),
    ...(isRead || inUse > 0 ? [`${least}${figure(inUse)} of them in use`] : []),
  ];
  const found = `${count(warnings, 'warning')}, ${count(notes, 'note')}`;
  const policies = count(repositories, 'lifecycle policy');
  const held = `${count(without.images, 'image')}, ${prettyBytes(without.bytes)}`;
  const bare = `${count(without.repositories, 'repository')} without a lifecycle policy: ${held}.`;
  return [
    repositories === 0 ? 'No lifecycle policies.' : `${policies}: ${parts.join(', ')}. ${found}.`,
    ...(inUse > 0 ? [howToKeep] : []),
    ...(without.repositories > 0 ? [bare] : []),
    ...(sources.length === 0 ? ['What runs was not read: no image counts as in use.'] : []),
  ];
}

const howToKeep =
  'To keep what runs: a rule before that one, for a tag of what runs, which keeps it.';

const plurals: Readonly<Record<string, string>> = {
  image: 'images',
  'lifecycle policy': 'lifecycle policies',
  note: 'notes',
  repository: 'repositories',
  warning: 'warnings',
};

/** `1 image`, `2 images` */
export function count(number: number, thing: string): string {
  return `${figure(number)} ${number === 1 ? thing : plurals[thing]}`;
}

/** As --json prints it. */
export function lifecycleJson(report: LifecycleReport, sources: readonly string[]): object {
  const { repositories, without, unread, unknownUses } = report;
  return { totals: totalsOf(report), without, repositories, unread, use: { sources, unknownUses } };
}

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Activated } from '../../../shared/config/active/activate.ts';
import type { Current } from '../../../shared/config/active/current.ts';
import type { Version } from '../../../shared/config/active/item.ts';
import type { GlobalOptions } from '../../aws/session.ts';
import { asTyped } from '../../program/as-typed.ts';
import { paint, print, printWhole, type Style, table } from '../print.ts';
import { timeOf } from './history.ts';

export interface Place {
  account: string;
  region: string;
  stack: string;
}

/** Milliseconds for a comparison: thousands of lines that all differ would take minutes. */
const PATIENCE_MS = 2_000;

/**
 * The changes as a unified diff.
 *
 * @returns an empty text where nothing differs, or the active one cannot be read; undefined where too much differs.
 */
export function changesBetween(
  { version, source: before }: Current,
  { source, name }: { source: string; name: string },
): string | undefined {
  if (before === undefined || before === source) return '';
  const from = version ? `version ${version.version}` : 'the active one';
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY, timeout: PATIENCE_MS };
  return createTwoFilesPatch(from, name, before, source, undefined, undefined, options);
}

export function printChanges(
  place: Place,
  name: string,
  { current, changes }: { current: Current; changes: string | undefined },
  options: GlobalOptions,
): void {
  print(`In ${placed(place)}: to make ${name} active.`);
  const { version, source, problem } = current;
  if (problem) print(`What is active cannot be used by functions: ${problem.reason}.`);
  if (version === undefined && !problem) print('No configuration is active yet.');
  if (version !== undefined && source !== undefined && changes === '') {
    print(`The text is the same as that of version ${version.version} (${version.file}).`);
  }
  if (changes === undefined) {
    const show = 'npx ecr-steward config show prints the active one.';
    print(asTyped(`Too many lines differ to show them. ${show}`, options));
    return;
  }
  for (const line of changes.split('\n').slice(0, -1)) printWhole(coloured(line));
}

const colours: Record<string, Style> = { '+': 'green', '-': 'red', '@': 'cyan' };

function coloured(line: string): string {
  if (/^(?:---|\+\+\+) /.test(line)) return paint('bold', line);
  const colour = colours[line.charAt(0)];
  return colour === undefined ? line : paint(colour, line);
}

export function printActivated(
  place: Place,
  { version, unchanged }: Activated,
  options: GlobalOptions & { stack?: string },
): void {
  const { version: number, by, at, restores } = version;
  if (unchanged) {
    print(
      `In ${placed(place)}: already active as version ${number}, by ${by} since ${timeOf(at)} UTC.`,
    );
    return;
  }
  const what = restores === undefined ? '' : `, which restores version ${restores}`;
  print(`Version ${number}${what}: active, by ${by}. Functions work with it within a minute.`);
  if (number === 1) return;
  const stack = options.stack === undefined ? '' : ` --stack ${options.stack}`;
  print(asTyped(`To go back: npx ecr-steward config rollback${stack}`, options));
}

/** @param active - The number of the active one; undefined where it cannot be read. */
export function printVersions(versions: readonly Version[], active: number | undefined): void {
  const rows = versions.map(({ version, at, by, file, restores }) => {
    const notes = [
      ...(version === active ? ['active'] : []),
      ...(restores === undefined ? [] : [`restores ${restores}`]),
    ];
    return [String(version), notes.join(', '), timeOf(at), by, file];
  });
  print(table(['version', '', 'active since (UTC)', 'by', 'file'], rows));
}

function placed({ account, region, stack }: Place): string {
  return `account ${account}, region ${region}, stack ${stack}`;
}

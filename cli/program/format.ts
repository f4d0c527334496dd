import { Option } from 'commander';
import { StewardError } from '../../shared/runtime/errors.ts';

/** How verbs can print their answer; each verb has some of them. */
const meanings = {
  text: 'for people',
  table: 'for people',
  json: 'as --json',
  ndjson: 'one line per image',
  csv: 'one line per image',
  parquet: 'one line per image',
  markdown: 'for a comment on a pull request',
  sarif: 'for code scanning',
} as const;

export type Format = keyof typeof meanings;

/** What a verb with `--format` gets: `json` follows from it. */
export interface FormatOptions<Name extends Format> {
  /** Default the first of those that the verb has. */
  format?: Name;
}

/** `--format` of a verb: the first one is the default. */
export function formatOption(...names: readonly [Format, ...Format[]]): Option {
  const [first, ...others] = names;
  const ofMeaning = Map.groupBy(others, (name) => meanings[name]);
  const explained = [...ofMeaning].map(([meaning, those]) => `${those.join(', ')}: ${meaning}`);
  const help = `${explained.join('; ')}; default: ${first}`;
  return new Option('--format <name>', help).choices(names);
}

/**
 * Options in which `json` says whether the answer is one JSON object, whether that was asked for by --json or by
 * --format.
 *
 * @throws StewardError where both are given and differ.
 */
export function withFormat<Options extends { json?: boolean; format?: string }>(
  options: Options,
): Options {
  const { json, format } = options;
  if (json && format !== undefined && format !== 'json') {
    throw new StewardError(`--json and --format ${format} exclude each other: give one`);
  }
  return format === 'json' ? { ...options, json: true } : options;
}

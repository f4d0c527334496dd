/** One small change of one file, which some test ought to notice. */
export interface Mutant {
  /** Path from the root of the project, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Offsets in the file's text: what is replaced, `end` excluded. */
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
  /** The whole line of `start`, trimmed: it names the place when lines above it come and go. */
  readonly at: string;
  /** The expression around the change: a test has seen the place once this is evaluated. */
  readonly seen: Span;
  /** Evaluated as the module is loaded: by whichever test comes first, which need not be about it. */
  readonly atLoad: boolean;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The folder whose tests have to notice: `shared/alerts` of `shared/alerts/delivery/deliver.ts`. */
export const folderOf = ({ file }: Mutant): string => file.split('/').slice(0, 2).join('/');

/** `shared/alerts/delivery/deliver.ts:96  true → false  return true;` */
export const print = ({ file, line, from, to, at }: Mutant): string =>
  `${file}:${line}  ${oneLine(from)} → ${oneLine(to)}  in  ${at}`;

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

/** The text with the change in it. */
export const applied = (text: string, { start, end, to }: Mutant): string =>
  text.slice(0, start) + to + text.slice(end);

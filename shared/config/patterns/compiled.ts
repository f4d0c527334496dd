import * as z from 'zod';
import { compileGlob, compilePattern } from './pattern.ts';
import type { Pattern } from './program.ts';

/** Patterns are compiled when the file is read: an invalid one is reported then, a valid one becomes data. */
function compiledBy(compile: (source: string) => Pattern) {
  return (source: string, context: z.RefinementCtx): Pattern => {
    try {
      return compile(source);
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: `RE2 cannot compile it: ${whyNot(source, error)}`,
      });
      return z.NEVER;
    }
  };
}

/** The message of RE2, except where it misreads syntax that it lacks. */
function whyNot(source: string, error: unknown): string {
  if (/\(\?<[=!]/.test(source)) return 'it has no lookbehind, (?<= or (?<!';
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^error parsing regexp: /, '');
}

export const pattern = z
  .string()
  .min(1, 'an RE2 pattern')
  .transform(compiledBy(compilePattern))
  .meta({
    title: 'RE2 pattern',
    description: 'An RE2 pattern that the whole name has to match: 1\\.[0-9]+',
  });

/** `*` is any part of one path segment, `**` any path, `?` one character. */
export const glob = z
  .string()
  .min(1, 'a name, or a glob such as pr-*')
  .transform(compiledBy(compileGlob))
  .meta({ title: 'glob' });

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Every Markdown file of the project, also those that are new and not committed yet. */
export function markdownFiles(): string[] {
  const options = ['ls-files', '-co', '--exclude-standard', '*.md'];
  const files = execFileSync('git', options, { encoding: 'utf8' }).split('\n');
  return files.filter((file) => file !== '' && !isTemplate(file) && existsSync(file));
}

/** A part that `npm run docs` puts into a page: there its links are right. */
export function isTemplate(file: string): boolean {
  return file.startsWith('docs/generate/');
}

/** The files of a folder, or one file: source, YAML, SQL and JSON. */
export function sourceFiles(path: string): string[] {
  const options = ['ls-files', '-co', '--exclude-standard', path];
  const files = execFileSync('git', options, { encoding: 'utf8' }).split('\n');
  return files.filter((file) => /\.(c?ts|cjs|yml|sql|json)$/.test(file) && existsSync(file));
}

import { execFileSync } from 'node:child_process';

/** Milliseconds that a new Node process takes to import a bundle. */
export function importMs(file: string): number {
  const code =
    'const started = performance.now(); await import(process.argv[1]);' +
    'process.stdout.write(String(performance.now() - started))';
  const args = ['--input-type=module', '--eval', code, file];
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
  };
  return Number(execFileSync(process.execPath, args, { env, encoding: 'utf8' }));
}

/** The middle one, to a tenth. */
export function median(values: readonly number[] = []): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return Math.round(middle * 10) / 10;
}

export function kilobytes(bytes: number): number {
  return Math.round(bytes / 1000);
}

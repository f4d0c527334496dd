import { getSystemErrorMessage } from 'node:util';
import { explain } from '../../shared/runtime/explain.ts';

/** The line that is printed for an error; its stack trace with --debug. */
export function failureLine(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return error.stack ?? error.message;
  return `error: ${reasonOf(error)}`;
}

/** Why something failed, in one line. */
export function reasonOf(error: unknown): string {
  const known = explain(error) ?? explainLocal(error) ?? explainSystem(error);
  if (known !== undefined) return known;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${message} (a defect of ecr-steward: --debug shows where)`;
}

/** Errors of local/ for invalid input, by name: it imports nothing of ours, such as StewardError. */
const ofLocal = new Set([
  'SnapshotError',
  'StackDefinitionError',
  'BundleError',
  'InvalidEventPatternError',
  'UpstreamAddressError',
  'DataFolderError',
  'PortError',
  'FindingsError',
  'UsesError',
]);

function explainLocal(error: unknown): string | undefined {
  return error instanceof Error && ofLocal.has(error.name) ? error.message : undefined;
}

function explainSystem(error: unknown): string | undefined {
  if (!(error instanceof Error) || codeOf(error) === undefined) return undefined;
  const { path, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall === 'listen')
    return `cannot listen on port ${port}: ${why(error)}. Choose another port`;
  return path === undefined ? undefined : `${path}: ${why(error)}`;
}

/** Why a file or a port cannot be used, in the system's words: `no such file or directory`. */
export function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno } = error as NodeJS.ErrnoException;
  return errno === undefined ? error.message : getSystemErrorMessage(errno);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

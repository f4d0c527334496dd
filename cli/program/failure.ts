import { getSystemErrorMessage } from 'node:util';
import { explain } from '../../shared/runtime/explain.ts';

/** What is printed of an error: one line that names the thing and what to do; all of it with --debug. */
export function failureLine(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return error.stack ?? error.message;
  return `error: ${reasonOf(error)}`;
}

/** Why something failed, in one line. */
export function reasonOf(error: unknown): string {
  const told = explain(error) ?? explainLocal(error) ?? explainSystem(error);
  if (told !== undefined) return told;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${message} (a defect of ecr-steward: --debug shows where)`;
}

/** What local/ throws when its input cannot be followed. It knows nothing of ours: these are its names. */
const ofLocal = new Set([
  'SnapshotError',
  'StackDefinitionError',
  'BundleError',
  'InvalidEventPatternError',
  'UpstreamAddressError',
  'DataFolderError',
  'PortError',
  'FindingsError',
]);

function explainLocal(error: unknown): string | undefined {
  return error instanceof Error && ofLocal.has(error.name) ? error.message : undefined;
}

function explainSystem(error: unknown): string | undefined {
  if (!(error instanceof Error) || codeOf(error) === undefined) return undefined;
  const { path, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall === 'listen') return `cannot listen on port ${port}: ${why(error)}; take another`;
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

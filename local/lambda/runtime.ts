/** Runs in a worker thread: what Lambda's Node runtime is to a function. */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { ContextData, Invoke, RuntimeData, RuntimeMessage } from './messages.ts';
import type { FunctionError } from './outcome.ts';

type Handler = (event: unknown, context: object) => unknown;

const host = parentPort;
if (!host) throw new Error('the Lambda runtime runs in a worker thread only');

/** Messages keep their order, so a line never arrives after the result of the run that wrote it. */
function post(message: RuntimeMessage): void {
  host?.postMessage(message);
}

function forwardWrites(stream: 'stdout' | 'stderr'): void {
  process[stream].write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    post({ type: 'log', stream, text });
    const written = rest.find((argument) => typeof argument === 'function');
    if (written) queueMicrotask(() => written());
    return true;
  };
}

async function loadHandler({ file, exportName, compileCache }: RuntimeData): Promise<Handler> {
  if (compileCache !== undefined) enableCompileCache(compileCache);
  const module: Record<string, unknown> = await import(pathToFileURL(file).href);
  // Node writes it down at the end, which a worker that is terminated has not.
  if (compileCache !== undefined) flushCompileCache();
  const handler = module[exportName] ?? propertyOf(module.default, exportName);
  if (typeof handler === 'function') return handler as Handler;
  throw Object.assign(new Error(`${exportName} is undefined or not exported`), {
    name: 'Runtime.HandlerNotFound',
  });
}

/** A CommonJS bundle's exports, where Node could not name them. */
function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

async function run(handler: Handler, { event, context }: Invoke): Promise<void> {
  try {
    const result = await handler(JSON.parse(event), contextOf(context));
    post({ type: 'done', result: serialize(result) });
  } catch (error) {
    post({ type: 'failed', error: errorOf(error) });
  }
}

function serialize(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch (cause) {
    throw new Error('Unable to stringify response body', { cause });
  }
}

function contextOf({ deadlineMs, ...data }: ContextData): object {
  return {
    ...data,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

function errorOf(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) };
  const { name, message, stack } = error;
  return stack === undefined ? { name, message } : { name, message, stack };
}

forwardWrites('stdout');
forwardWrites('stderr');
try {
  const handler = await loadHandler(workerData as RuntimeData);
  host.on('message', (message: Invoke) => void run(handler, message));
  post({ type: 'ready' });
} catch (error) {
  post({ type: 'failed', error: errorOf(error) });
}

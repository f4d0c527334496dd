import { connectionTrouble } from '../../runtime/connection.ts';
import { StewardError } from '../../runtime/errors.ts';

/** Timeout of one request in milliseconds: a first pull imports the image meanwhile. */
const PATIENCE_MS = 60_000;

/** Milliseconds that are kept at the end of a run to report its results. */
const REPORT_MS = 15_000;

/** With less than this many milliseconds left no further image is begun. */
export const TOO_LATE_MS = PATIENCE_MS + REPORT_MS;

/** Milliseconds until the run has to end; Infinity without a deadline. */
export type TimeLeft = () => number;

/** A registry's answer, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * Sends a GET to a registry, and never waits longer than the run has time.
 *
 * @throws RegistryRefusal when it does not answer; a status that is no success is an answer.
 */
export async function get(
  url: URL,
  headers: Record<string, string>,
  timeLeft: TimeLeft,
): Promise<Answer> {
  const patience = Math.max(1, Math.min(PATIENCE_MS, timeLeft() - REPORT_MS));
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(patience) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (cause) {
    const message = `${url.host} does not answer: ${connectionTrouble(cause).why}`;
    throw new RegistryRefusal({ status: 0, code: 'UNREACHABLE', message }, { cause });
  }
}

/** @throws RegistryRefusal for a status that is no success. */
export function accepted(answer: Answer): Answer {
  const { status, headers, text } = answer;
  if (status >= 200 && status < 300) return answer;
  const retryAfterMs = retryAfter(headers.get('retry-after'));
  throw new RegistryRefusal({ status, ...errorIn(text), ...(retryAfterMs && { retryAfterMs }) });
}

interface Refused {
  status: number;
  code: string;
  message: string;
  retryAfterMs?: number;
}

/** A registry refused, or did not answer (status 0). `code` is one of the distribution specification: DENIED. */
export class RegistryRefusal extends StewardError {
  override name = 'RegistryRefusal' as const;
  readonly status: number;
  readonly code: string;
  /** The pause that the registry asks for. */
  readonly retryAfterMs: number | undefined;

  constructor({ status, code, message, retryAfterMs }: Refused, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  get isTooManyRequests(): boolean {
    return this.status === 429 || this.code === 'TOOMANYREQUESTS';
  }

  get isUnavailable(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** `{"errors":[{"code","message"}]}`; a proxy in between may return anything. */
function errorIn(text: string): Pick<Refused, 'code' | 'message'> {
  const [first] = listAt(jsonOf(text), 'errors');
  const code = textAt(first, 'code') ?? 'UNKNOWN';
  return { code, message: (textAt(first, 'message') ?? code).replace(/\s+/g, ' ').slice(0, 300) };
}

/** In seconds or as a date, as HTTP has it. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return ms > 0 ? ms : undefined;
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

export function textAt(value: unknown, key: string): string | undefined {
  const found = valueAt(value, key);
  return typeof found === 'string' ? found : undefined;
}

export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = valueAt(value, key);
  return Array.isArray(found) ? found : [];
}

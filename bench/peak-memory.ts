import { readFileSync } from 'node:fs';

/**
 * Peak memory of a running process in bytes, by Linux: since its program was started, while the `maxRSS` of Node has
 * that of the process that started it, too. Undefined where this machine does not say.
 */
export function peakMemory(pid: number | 'self'): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

import prettyBytes from 'pretty-bytes';
import { visible } from './html.ts';

const figures = new Intl.NumberFormat('en');
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });

/** 10056 as 10,056. */
export function figure(value: number): string {
  return figures.format(value);
}

/** 4531677957622 as 4.53 TB, as the command prints it. */
export function size(bytes: number): string {
  return prettyBytes(bytes);
}

/** US dollars, as AWS bills them: 453.1678 as $453.17. */
export function dollars(value: number): string {
  return money.format(value);
}

/** A difference with its sign, formatted by `format`: +12, −3, or ±0. */
export function signed(value: number, format: (value: number) => string): string {
  const absolute = format(Math.abs(value));
  if (absolute === format(0)) return `±${absolute}`;
  return value < 0 ? `−${absolute}` : `+${absolute}`;
}

/** 0.789 of a whole as 78.9 %; a dash of nothing. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** 1 image, 2 images. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${figure(value)} ${value === 1 ? one : many}`;
}

/** An ISO 8601 time as 2026-11-21. */
export function day(time: string): string {
  return time.slice(0, 10);
}

/** An ISO 8601 time in UTC as 2026-11-21 01:30 UTC. */
export function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** A digest as docker shows it: sha256: and 12 digits. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}

/** A name for a chart: of a long one the end, which distinguishes it from its neighbours. */
export function shortName(name: string, characters: number): string {
  const all = [...visible(name)];
  return all.length <= characters ? all.join('') : `…${all.slice(1 - characters).join('')}`;
}

import * as z from 'zod';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration such as `10m`, in seconds; `right` is the text for what is valid. */
export function duration(mostSeconds: number, right: string) {
  return durationOf(/^[0-9]{1,6}[smh]$/, mostSeconds, right);
}

/** One of hours or days, such as `12h` or `30d`, at least one hour; in seconds. */
export function longDuration(mostSeconds: number, right: string) {
  return durationOf(/^[1-9][0-9]{0,5}[hd]$/, mostSeconds, right);
}

function durationOf(shape: RegExp, mostSeconds: number, right: string) {
  return z
    .string()
    .regex(shape, right)
    .transform(
      (text) => Number(text.slice(0, -1)) * SECONDS[text.slice(-1) as keyof typeof SECONDS],
    )
    .refine((seconds) => seconds <= mostSeconds, right)
    .meta({ title: 'duration' });
}

import * as z from 'zod';

const SECONDS = { s: 1, m: 60, h: 3600 };

/** A length of time as people write it, `10m`, as seconds; `right` says what would be right. */
export function duration(mostSeconds: number, right: string) {
  return z
    .string()
    .regex(/^[0-9]{1,6}[smh]$/, right)
    .transform(
      (text) => Number(text.slice(0, -1)) * SECONDS[text.slice(-1) as keyof typeof SECONDS],
    )
    .refine((seconds) => seconds <= mostSeconds, right)
    .meta({ title: 'duration' });
}

import * as z from 'zod';

const SECONDS = { s: 1, m: 60, h: 3600 };

/** A duration such as `10m`, in seconds; `right` is the text for what is valid. */
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

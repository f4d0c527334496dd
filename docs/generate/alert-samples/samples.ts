import type { Alert, AlertKind } from '../../../shared/alerts/alert.ts';

/** Alerts that the capabilities generate, by kind: the page shows the first, and severity and window of all. */
export type Samples<Kind extends string> = Readonly<
  Record<Extract<AlertKind, Kind>, readonly [Alert, ...Alert[]]>
>;

/** @throws Error unless there is at least one alert, and all are of one kind. */
export function only(alerts: readonly Alert[]): readonly [Alert, ...Alert[]] {
  const [first, ...others] = alerts;
  if (first === undefined) throw new Error('there is no alert');
  const odd = others.find(({ kind }) => kind !== first.kind);
  if (odd) throw new Error(`${odd.kind} is not ${first.kind}`);
  return [first, ...others];
}

import type { Alert, AlertKind } from '../../../shared/alerts/alert.ts';

/** Alerts as the capabilities make them, by kind: the first is shown, all tell severity and window. */
export type Samples<Kind extends string> = Readonly<
  Record<Extract<AlertKind, Kind>, readonly [Alert, ...Alert[]]>
>;

/** @throws Error unless there is at least one, of one kind. */
export function only(alerts: readonly Alert[]): readonly [Alert, ...Alert[]] {
  const [first, ...others] = alerts;
  if (first === undefined) throw new Error('there is no alert');
  const odd = others.find(({ kind }) => kind !== first.kind);
  if (odd) throw new Error(`${odd.kind} is not ${first.kind}`);
  return [first, ...others];
}

import type { Alert } from '../../alerts/alert.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { oneLine } from '../../alerts/quote.ts';
import type { WalkEnd } from '../../walk/walk.ts';

/** Less than a day: what still fails the next night is reported again. */
const WINDOW_SECONDS = 20 * 3600;

/**
 * Sends an alert on each visitor that has not come to its end, or has missed repositories by its own failure, and
 * resolves those on visitors that have seen all that could be read.
 */
export async function notifyFailures(
  { notify, resolve }: Pick<Notifier, 'notify' | 'resolve'>,
  { registry, began, visitors, failed, missed }: WalkEnd,
): Promise<{ failed: string[]; missed: string[] }> {
  const found = failureAlerts({ registry, failed, missed });
  await notify(found);
  const done = new Set(Object.keys(visitors).map((visitor) => textOf(registry, visitor)));
  const covers = ({ text }: Alert['where']) => done.has(text);
  await resolve({ kinds: ['walk.failed'], began: new Date(began), covers }, found);
  return { failed: Object.keys(failed), missed: Object.keys(missed) };
}

/** The alerts on visitors that have not seen all that could be read. */
export function failureAlerts({
  registry,
  failed,
  missed,
}: Pick<WalkEnd, 'registry' | 'failed' | 'missed'>): Alert[] {
  return [
    ...Object.entries(failed).map(([visitor, error]) =>
      failureAlert(registry, visitor, [`It was not finished: ${error}`]),
    ),
    ...Object.entries(missed).map(([visitor, { count, examples }]) =>
      failureAlert(registry, visitor, [
        `Repositories that it has not seen: ${count}`,
        ...examples.map(({ repository, error }) => `${repository}: ${error}`),
        ...(count > examples.length ? [`and ${count - examples.length} more`] : []),
      ]),
    ),
  ];
}

function failureAlert(registry: WalkEnd['registry'], visitor: string, what: string[]): Alert {
  const { registryId: account, region } = registry;
  return {
    kind: 'walk.failed',
    cause: { id: `walk/failed/${account}/${region}/${visitor}`, windowSeconds: WINDOW_SECONDS },
    title: `The walk over the registry failed for ${visitor}`,
    where: { text: textOf(registry, visitor), account, region },
    severity: 'error',
    stands: true,
    what: what.map((line) => oneLine(line)),
    todo: ['Fix the cause: the next walk, each night, tries again'],
  };
}

function textOf({ registryId, region }: WalkEnd['registry'], visitor: string): string {
  return `${visitor} in registry ${registryId} in ${region}`;
}

import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Notifier } from '../alerts/notifier.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { type DueRun, onDueNames } from '../naming/on-due.ts';
import { watchBackfills } from '../registry-settings/replication/watch.ts';
import { onDueSigning } from '../signing/on-due.ts';
import type { Signing } from '../signing/rules.ts';
import type { DueOf } from './on-due.ts';

/** What the hourly run looks at: what registry.yml does not declare costs nothing. */
export function dueLooks(
  { registry: { signing, replication } }: Pick<RegistryConfig, 'registry'>,
  names: DueRun,
  with_: { ecr: ECRClient; ledger: Ledger; notifier: Notifier; signing: Signing },
): DueOf {
  return {
    naming: (until) => onDueNames(names, until),
    ...(signing && { signing: (until: number) => onDueSigning(with_, until) }),
    ...(replication && { replication: () => watchBackfills(with_, replication) }),
  };
}

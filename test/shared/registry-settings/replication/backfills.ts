import { ECRClient, ListReplicationBackfillsCommand } from '@aws-sdk/client-ecr';
import type { LocalAwsOptions } from '../../../../local/options.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { reconcileRegistry } from '../../../../shared/registry-settings/reconcile.ts';
import { openGate } from '../../../support/acting.ts';
import { createRepositories, push } from '../../../support/images.ts';
import { type Reporting, startReporting } from '../../../support/reporting.ts';

/** A registry with images, whose replication is declared later. */
export interface Late extends Reporting {
  /** Runs the function `registry` with `registry: { replication: … }`. @returns the outcomes by name. */
  run(replication: string): Promise<Record<string, string>>;
  /** Ends the backfills that run: none ends by itself. @returns how all are, the oldest first. */
  ended(): Promise<string[]>;
  statuses(): Promise<string[]>;
}

export const toFrankfurt =
  '{ rules: [{ destinations: [{ region: eu-central-1 }], backfill: true }] }';

export const settingsOf = (replication: string) =>
  parseRegistryConfig(`registry: { replication: ${replication} }`).registry;

/** A backfill does not end before a test says so: no run that starts one sees its end. */
export async function startLate(options: LocalAwsOptions = {}): Promise<Late> {
  const started = await startReporting({ durations: { replication: 3_600_000 }, ...options });
  const { ecr, ledger, notifier } = started;
  await createRepositories(ecr, 'team-a/web', 'team-b/web');
  await push(ecr, 'team-a/web', ['1.0', '1.1']);
  await push(ecr, 'team-b/web', ['1.0']);
  const statuses = async () => {
    const { backfills = [] } = await ecr.send(new ListReplicationBackfillsCommand({}));
    return backfills.map(({ status = '' }) => status);
  };
  return {
    ...started,
    statuses,
    run: async (replication) => {
      const gate = await openGate(started, { ledger });
      const with_ = { ecr, gate, ledger, notifier: notifier() };
      const { changes } = await reconcileRegistry(with_, settingsOf(replication));
      return Object.fromEntries(
        changes.map((it) => [
          it.kind === 'backfill' ? `backfill of ${it.destination}` : it.kind,
          it.outcome,
        ]),
      );
    },
    ended: () => {
      started.aws.finishTasks();
      return statuses();
    },
  };
}

/** The same registry for another client: of another region. */
export function seenFrom({ config }: Pick<Late, 'config'>, region: string): ECRClient {
  return new ECRClient({ ...config, region });
}

import type { Alert, Severity } from '../../alerts/alert.ts';
import { type Backfill, progressOf } from './list.ts';
import { destinationOf } from './state.ts';

/** A copy that a backfill could not make. */
export interface FailedCopy {
  repository: string;
  digest?: string;
  tag?: string;
  codes: readonly string[];
}

/** More failed copies are counted, not named. */
export const MOST_NAMED = 20;

/** One backfill is reported once. */
const WINDOW_SECONDS = 90 * 86_400;

/**
 * The alert on a backfill that has ended: how, how many copies, and what failed.
 *
 * @param region - Of the registry that copies.
 */
export function endedAlert(
  backfill: Backfill,
  failed: readonly FailedCopy[],
  region: string,
): Alert {
  const { id, destination, status, failureCode, progress } = backfill;
  const codes = progress?.failureCodes ?? [];
  const more = (progress?.failed ?? 0) - failed.length;
  return {
    kind: 'registry.backfill',
    cause: { id: `registry/backfill/${id}`, windowSeconds: WINDOW_SECONDS },
    title: `The replication backfill to ${destination} ${endings[status] ?? status}`,
    where: { text: `registry ${destination}` },
    severity: severityOf(backfill),
    what: [
      ...(failureCode === undefined ? [] : [`ECR says why: ${failureCode}`]),
      progressOf(backfill),
      ...(codes.length > 0 ? [`Failure codes: ${codes.join(', ')}`] : []),
      ...failed.map(named),
      ...(failed.length > 0 && more > 0 ? [`and ${more} more`] : []),
    ],
    todo: isWhole(backfill) ? [] : [fix(status), ...again(backfill, region)],
  };
}

const endings: Readonly<Record<string, string>> = {
  COMPLETE: 'is complete',
  FAILED: 'has failed',
  STOPPED: 'was stopped',
};

function isWhole({ status, progress }: Backfill): boolean {
  return status === 'COMPLETE' && (progress?.failed ?? 0) === 0;
}

function severityOf(backfill: Backfill): Severity {
  if (isWhole(backfill)) return 'info';
  return backfill.status === 'FAILED' ? 'error' : 'warning';
}

function fix(status: string): string {
  if (status === 'STOPPED')
    return 'Images that were not copied yet stay so: it is not started again';
  return 'Fix the cause in that registry: its policy, the mutability of the repository, its KMS key, its quotas';
}

/** Not every AWS CLI has these commands: 1.45.11 has none of them. */
function again({ destination, id }: Backfill, region: string): string[] {
  const to = destinationOf(destination);
  return [
    'To start it again: remove backfill from its rules in registry.yml, and add it after the function registry has run',
    `Or, where your AWS CLI has the command: aws ecr start-replication-backfill --region ${region} --destination region=${to.region},registryId=${to.registryId}`,
    `All that failed: aws ecr describe-replication-backfill-results --region ${region} --replication-backfill-id ${id} --result-status-filter FAILED`,
  ];
}

function named({ repository, digest, tag, codes }: FailedCopy): string {
  const name = `${repository}${tag === undefined ? '' : `:${tag}`}`;
  return `${name}${digest === undefined ? '' : `@${digest}`}: ${codes.join(', ')}`;
}

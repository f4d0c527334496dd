import type { Alert, AlertKind, Cause, Where } from '../alerts/alert.ts';
import type { InventoryConfig } from '../config/schema/schema.ts';
import type { RegistryIdentity } from '../registry/identity.ts';
import { count, dollars } from './report/format.ts';
import type { Summary } from './summary/summary.ts';

/** How many repositories or tags an alert names. */
const NAMED = 10;

/** The alerts on an inventory: none when it is complete and within its thresholds. */
export function alertsOf(summary: Summary, alert: InventoryConfig['alert']): Alert[] {
  return [
    ...incomplete(summary),
    ...unreadActions(summary),
    ...growth(summary, alert),
    ...movedTags(summary, alert),
    ...quotas(summary, alert),
  ];
}

/** Less than a day: what is still so the next night is reported again. */
const WINDOW_SECONDS = 20 * 3600;

/** The alerts on registries that could not be read at all. */
export function failedTargetAlerts(
  failed: readonly { target: { account: string; region: string }; error: string }[],
): Alert[] {
  return failed.map(({ target, error }) => {
    const where = whereOf({ registryId: target.account, region: target.region });
    return {
      kind: 'inventory.failed',
      cause: causeOf('inventory.failed', where),
      title: `No inventory of ${where.text}`,
      where,
      severity: 'error',
      stands: true,
      what: [error],
      done: ['The inventories of the other registries are published.'],
    };
  });
}

function whereOf({ registryId: account, region }: RegistryIdentity): Where {
  return { text: `registry ${account} in ${region}`, account, region };
}

function causeOf(kind: AlertKind, { account, region }: Where, what = ''): Cause {
  const id = [kind.replace('.', '/'), account, region, ...(what ? [what] : [])].join('/');
  return { id, windowSeconds: WINDOW_SECONDS };
}

function incomplete(summary: Summary): Alert[] {
  const { failed } = summary;
  if (failed.length === 0) return [];
  const where = whereOf(summary);
  return [
    {
      kind: 'inventory.incomplete',
      cause: causeOf('inventory.incomplete', where),
      title: `The inventory of ${where.text} is incomplete`,
      where,
      severity: 'error',
      stands: true,
      what: [
        `${failed.length} of ${count(failed.length + summary.repositories, 'repository', 'repositories')} could not be read:`,
        ...shown(failed.map(({ repository, error }) => `${repository}: ${error}`)),
      ],
      done: ['The totals do not include them. The next run reads them again.'],
    },
  ];
}

/** The inventory is published without the actions, and the next one has them: entries stay in the ledger for a year. */
function unreadActions(summary: Summary): Alert[] {
  const { acts } = summary;
  if (acts === undefined || !('problem' in acts)) return [];
  const where = whereOf(summary);
  return [
    {
      kind: 'inventory.incomplete',
      cause: causeOf('inventory.incomplete', where, 'acts'),
      title: `The inventory of ${where.text} lacks its actions`,
      where,
      severity: 'error',
      stands: true,
      what: [`The audit log could not be read: ${acts.problem}`],
      done: ['All else is complete. The next run reads the audit log again.'],
    },
  ];
}

function growth(summary: Summary, alert: InventoryConfig['alert']): Alert[] {
  const { comparison } = summary;
  if (comparison === undefined) return [];
  const { bytes } = comparison.difference;
  const before = summary.bytes - bytes;
  const percent = before > 0 ? (bytes / before) * 100 : 0;
  const tooMuch =
    bytes > (alert.growthBytes ?? Number.POSITIVE_INFINITY) ||
    percent > (alert.growthPercent ?? Number.POSITIVE_INFINITY);
  if (!tooMuch) return [];
  const most = comparison.growth.filter((it) => it.bytes > 0);
  const where = whereOf(summary);
  return [
    {
      kind: 'inventory.growth',
      cause: causeOf('inventory.growth', where),
      title: `${where.text} grew by ${bytes} bytes (${percent.toFixed(1)} %)`,
      where,
      severity: 'warning',
      since: comparison.since,
      what: [
        `Storage now costs about ${dollars(summary.cost.perMonth)} a month.`,
        'The repositories that grew most, in bytes:',
        ...shown(most.map((it) => `${it.repository}: ${it.bytes} (${count(it.images, 'image')})`)),
      ],
    },
  ];
}

function movedTags(summary: Summary, alert: InventoryConfig['alert']): Alert[] {
  const { comparison } = summary;
  const moved = comparison?.changes['tag-moved'] ?? 0;
  if (comparison === undefined) return [];
  if (moved <= (alert.movedTags ?? Number.POSITIVE_INFINITY)) return [];
  const where = whereOf(summary);
  return [
    {
      kind: 'inventory.moved-tags',
      cause: causeOf('inventory.moved-tags', where),
      title: `${count(moved, 'tag')} of ${where.text} ${moved === 1 ? 'points to another image' : 'point to other images'} than before`,
      where,
      severity: 'warning',
      since: comparison.since,
      what: shown(
        comparison.movedTags.map(
          ({ repository, tag, previousDigest, digest }) =>
            `${repository}:${tag} from ${previousDigest} to ${digest}`,
        ),
      ),
    },
  ];
}

function quotas(summary: Summary, { quotaPercent }: InventoryConfig['alert']): Alert[] {
  const { repositories, imagesPerRepository } = summary.quotas;
  const registry = whereOf(summary);
  const { repository } = imagesPerRepository;
  const used = [
    { quota: repositories, what: 'repositories', where: registry },
    {
      quota: imagesPerRepository,
      what: 'images per repository',
      where: repository ? { ...registry, text: repository, repository } : registry,
    },
  ];
  return used
    .filter(({ quota }) => (quota.used / quota.limit) * 100 > quotaPercent)
    .map(({ quota, what, where }) => ({
      kind: 'inventory.quota',
      cause: causeOf('inventory.quota', where, `${what}/${where.repository ?? ''}`),
      title: `${where.text} uses ${quota.used} of ${quota.limit} ${what}`,
      where,
      severity: 'warning',
      stands: true,
      what: [
        `Beyond the quota, pushes fail. Quota: ${what}, in Service Quotas of ${summary.region}.`,
      ],
      todo: [
        'Expire images that are not needed by a lifecycle policy, or ask AWS to raise the quota.',
      ],
    }));
}

function shown(lines: readonly string[]): string[] {
  const more = lines.length - NAMED;
  return more > 0 ? [...lines.slice(0, NAMED), `and ${more} more`] : [...lines];
}

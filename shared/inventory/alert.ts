import type { Alert } from '../alerts/alert.ts';
import type { InventoryConfig } from '../config/schema.ts';
import type { RegistryIdentity } from '../registry/identity.ts';
import type { Summary } from './summary.ts';
import type { FailedTarget } from './targets.ts';

/** How many repositories or tags an alert names. */
const NAMED = 10;

/** What people are told of an inventory: nothing, when it is complete and within its thresholds. */
export function alertsOf(summary: Summary, alert: InventoryConfig['alert']): Alert[] {
  return [
    ...incomplete(summary),
    ...growth(summary, alert),
    ...movedTags(summary, alert),
    ...quotas(summary, alert),
  ];
}

/** What people are told of registries that could not be read at all. */
export function failedTargetsAlert(failed: readonly FailedTarget[]): Alert {
  const [first] = failed;
  const where = first ? whereOf({ registryId: first.target.account, ...first.target }) : '';
  return {
    title: `No inventory of ${failed.length === 1 ? where : `${failed.length} registries`}`,
    where,
    severity: 'error',
    lines: [
      ...shown(failed.map(({ target, error }) => `${target.account}/${target.region}: ${error}`)),
      'The inventories of the other registries are published.',
    ],
  };
}

function whereOf({ registryId, region }: RegistryIdentity): string {
  return `registry ${registryId} in ${region}`;
}

function incomplete(summary: Summary): Alert[] {
  const { failed } = summary;
  if (failed.length === 0) return [];
  return [
    {
      title: `The inventory of ${whereOf(summary)} is not complete`,
      where: whereOf(summary),
      severity: 'error',
      lines: [
        `${failed.length} of ${failed.length + summary.repositories} repositories could not be read:`,
        ...shown(failed.map(({ repository, error }) => `${repository}: ${error}`)),
        'The totals are without them. The next run reads them again.',
      ],
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
  return [
    {
      title: `${whereOf(summary)} grew by ${bytes} bytes (${percent.toFixed(1)} %)`,
      where: whereOf(summary),
      severity: 'warning',
      lines: [
        `Since ${comparison.since}. Storage now costs about ${summary.cost.perMonth} a month.`,
        'The repositories that grew most, in bytes:',
        ...shown(most.map((it) => `${it.repository}: ${it.bytes} (${it.images} images)`)),
      ],
    },
  ];
}

function movedTags(summary: Summary, alert: InventoryConfig['alert']): Alert[] {
  const moved = summary.comparison?.changes['tag-moved'] ?? 0;
  if (moved <= (alert.movedTags ?? Number.POSITIVE_INFINITY)) return [];
  const tags = summary.comparison?.movedTags ?? [];
  return [
    {
      title: `${moved} tags of ${whereOf(summary)} point to other images than before`,
      where: whereOf(summary),
      severity: 'warning',
      lines: [
        `Since ${summary.comparison?.since}:`,
        ...shown(
          tags.map(
            ({ repository, tag, previousDigest, digest }) =>
              `${repository}:${tag} from ${previousDigest} to ${digest}`,
          ),
        ),
      ],
    },
  ];
}

function quotas(summary: Summary, { quotaPercent }: InventoryConfig['alert']): Alert[] {
  const { repositories, imagesPerRepository } = summary.quotas;
  const used = [
    { quota: repositories, what: 'repositories', where: whereOf(summary) },
    {
      quota: imagesPerRepository,
      what: 'images per repository',
      where: imagesPerRepository.repository ?? whereOf(summary),
    },
  ];
  return used
    .filter(({ quota }) => (quota.used / quota.limit) * 100 > quotaPercent)
    .map(({ quota, what, where }) => ({
      title: `${where} uses ${quota.used} of ${quota.limit} ${what}`,
      where,
      severity: 'warning',
      lines: [
        `Past the quota, pushes fail. Quota: ${what}, in Service Quotas of ${summary.region}.`,
        'Expire what nobody needs with a lifecycle policy, or ask AWS to raise the quota.',
      ],
    }));
}

function shown(lines: readonly string[]): string[] {
  const more = lines.length - NAMED;
  return more > 0 ? [...lines.slice(0, NAMED), `and ${more} more`] : [...lines];
}

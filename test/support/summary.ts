import type { RepositoryCount } from '../../shared/inventory/summary/count.ts';
import { type Counts, noImages, sum } from '../../shared/inventory/summary/count.ts';
import type { DailyTotals, Summary } from '../../shared/inventory/summary/summary.ts';
import { toInventory } from '../../shared/inventory/take.ts';

/** Summaries of generated registries, for the report; the same in every run. */

const GB = 1e9;
const identity = { registryId: '123456789012', region: 'eu-west-1' };
const ages = {
  pushed: [420, 910, 1700, 1400, 900, 670],
  pulled: [1300, 700, 500, 260, 120, 60],
  neverPulled: 3060,
};

export function repositoryCount(repository: string, counts: Partial<Counts> = {}): RepositoryCount {
  return { repository, ...noImages(), ...counts };
}

/** A minimal summary of these repositories. */
export function summaryOf(perRepository: RepositoryCount[], rest: Partial<Summary> = {}): Summary {
  const most = perRepository.reduce<RepositoryCount | undefined>(
    (found, it) => (found && found.images >= it.images ? found : it),
    undefined,
  );
  const inventory = toInventory(identity, { perRepository, failed: [], ages });
  return {
    ...inventory,
    takenAt: '2026-11-21T01:30:00.000Z',
    cost: {
      perMonth: (inventory.bytes / GB) * 0.1,
      untaggedPerMonth: (inventory.untaggedBytes / GB) * 0.1,
      archivedPerMonth: (inventory.archivedBytes / GB) * 0.05,
    },
    quotas: {
      repositories: { used: perRepository.length, limit: 100_000 },
      imagesPerRepository: {
        used: most?.images ?? 0,
        limit: 100_000,
        ...(most && { repository: most.repository }),
      },
    },
    history: [],
    cache: [],
    registry: { scanning: [], replication: [], templates: [] },
    parts: [],
    ...rest,
  };
}

/** `repositories` of them, the first the largest. */
export function manyRepositories(repositories: number): RepositoryCount[] {
  const teams = [
    'platform',
    'payments',
    'search',
    'docker.io/library',
    'data/pipelines',
    'quay.io',
  ];
  return Array.from({ length: repositories }, (_, at) => {
    const team = teams[at % teams.length];
    const images = Math.max(1, Math.round(900 / (1 + at / 3)));
    const untaggedImages = Math.round(images * ((at * 7) % 10) * 0.08);
    const archivedImages = at % 9 === 4 ? Math.round(images / 4) : 0;
    const each = 40_000_000 + ((at * 37) % 23) * 21_000_000;
    return repositoryCount(`${team}/service-${String(at).padStart(3, '0')}`, {
      images,
      untaggedImages,
      tags: Math.round((images - untaggedImages) * (1 + (at % 4) / 3)),
      bytes: images * each,
      untaggedBytes: Math.round(untaggedImages * 0.7) * each,
      referrers: Math.round(untaggedImages * 0.3),
      archivedImages,
      archivedBytes: archivedImages * each,
    });
  });
}

/** Names that a page must escape. */
export const hostile = {
  script: '<script>document.title="stolen"</script>',
  attribute: '" onmouseover="alert(1)" x="',
  override: 'safe/\u202egnp.exe\u202c/end',
  arabic: 'فريق/خدمة',
  long: `${'very-long-team-name/'.repeat(12)}the-end-of-it-is-he`,
  unbroken: 'x'.repeat(256),
  control: 'bell\u0007-null\u0000-line\nbreak',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: somebody may choose such a name
  template: '{value} {a|b} $& $1 ${it} </style></svg>-->',
};

/** A registry with everything that a report can show. */
export function sampleSummary(rest: Partial<Summary> = {}): Summary {
  const perRepository = [
    ...manyRepositories(120),
    ...Object.values(hostile).map((repository, at) =>
      repositoryCount(repository, { images: 9 + at, tags: 7 + at, bytes: (30 + 9 * at) * GB }),
    ),
  ];
  const plain = summaryOf(perRepository);
  const movedTags = Array.from({ length: 100 }, (_, at) => ({
    repository: perRepository[at]?.repository ?? '',
    tag: at < 8 ? (Object.values(hostile)[at] ?? '') : `1.${at}.0`,
    digest: `sha256:${String(at).padStart(2, '0').repeat(32)}`,
    previousDigest: `sha256:${String(at + 1)
      .padStart(2, '0')
      .slice(-2)
      .repeat(32)}`,
  }));
  const [first, second, ...others] = perRepository;
  const grown = [
    first,
    second,
    ...others.slice(-Object.keys(hostile).length),
    ...others.slice(0, 6),
  ];
  return {
    ...plain,
    history: days(plain, 90),
    comparison: {
      since: '2026-11-20T01:30:00.000Z',
      difference: {
        ...sum(noImages(), { ...noImages(), images: 41, tags: 63, untaggedImages: -12 }),
        ...{ bytes: 9_400_000_000, repositories: 2, taggedImages: 53 },
      },
      changes: {
        ...{ 'repository-new': 3, 'repository-gone': 1, 'image-new': 96, 'image-gone': 55 },
        ...{ 'tag-new': 120, 'tag-gone': 57, 'tag-moved': 143 },
      },
      movedTags,
      growth: grown.flatMap((it, at) =>
        it === undefined
          ? []
          : [{ repository: it.repository, bytes: (9 - at) * 740_000_000, images: 8 - at }],
      ),
    },
    naming: {
      repositories: 2,
      tags: 5,
      examples: Object.values(hostile)
        .slice(0, 7)
        .map((tag, at) => ({
          ...(at > 1 && { tag }),
          repository: at > 1 ? 'platform/service-000' : tag,
          rule: 'versions only',
          reason: `"${tag}" is not semver (such as 1.4.2)`,
        })),
    },
    cache: [
      cacheRule('docker.io', 'registry-1.docker.io', { valid: true }),
      cacheRule('ghcr.io', 'ghcr.io', {
        valid: false,
        failure: 'The upstream registry answers 401 to the credential of this rule',
      }),
      cacheRule('gitlab', 'registry.gitlab.com', { valid: 'unknown', failure: 'Rate exceeded' }),
      cacheRule('quay.io', 'quay.io', {}),
    ],
    registry: {
      policy:
        '{"Version":"2012-10-17","Statement":[{"Sid":"pull","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["ecr:BatchImportUpstreamImage"],"Resource":"*"}]}',
      scanType: 'BASIC',
      scanning: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: '*' }] }],
      replication: [{ destinations: [{ region: 'eu-central-1', registryId: '123456789012' }] }],
      templates: [],
    },
    parts: [{ table: 'images', key: 'images/part.parquet', rows: 6000, first: 'a', last: 'z' }],
    ...rest,
  };
}

function cacheRule(prefix: string, upstream: string, rest: object) {
  return { prefix, upstream, repositories: 17, images: 212, bytes: 61 * GB, ...rest };
}

function days(
  { repositories, images, untaggedImages, tags, bytes }: Summary,
  n: number,
): DailyTotals[] {
  return Array.from({ length: n }, (_, at) => {
    const part = 0.62 + (0.38 * (at + 1)) / n + (at === n - 1 ? 0 : 0.02 * Math.sin(at / 3));
    const of = (value: number) => Math.round(value * part);
    return {
      date: new Date(Date.UTC(2026, 10, 21 - (n - 1 - at))).toISOString().slice(0, 10),
      ...{ repositories: of(repositories), images: of(images), tags: of(tags) },
      ...{ untaggedImages: of(untaggedImages), bytes: of(bytes) },
    };
  });
}

import type { z } from 'zod';
import { withoutNulls } from '../../service/validation.ts';
import { snapshotSchema } from './schema.ts';

/** The newest format that is read: 2 since snapshots have settings. One without a version is of format 1. */
export const FORMAT_VERSION = 2;

/**
 * A registry's content as one JSON object, in the shapes that the AWS CLI prints: `repositories` of
 * `describe-repositories`, `imageDetails` of `describe-images`, `pullThroughCacheRules` of
 * `describe-pull-through-cache-rules`; settings as their own operations return them. A setting that is absent is not
 * known. Unknown members are ignored.
 */
export type Snapshot = z.output<typeof snapshotSchema>;

export type SnapshotRepository = Snapshot['repositories'][number];
export type SnapshotImage = Snapshot['imageDetails'][number];
export type SnapshotRule = NonNullable<Snapshot['pullThroughCacheRules']>[number];

/** A mistake in a snapshot is often one in each of its images. */
const MOST_SHOWN = 20;

/** A text is not a valid snapshot. The message names problems with their places, and quotes no content. */
export class SnapshotError extends Error {
  override name = 'SnapshotError' as const;
  /** One line per problem: `imageDetails[3].imageDigest: must be sha256: and 64 hex digits`. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const more = problems.length - MOST_SHOWN;
    const shown = more > 1 ? [...problems.slice(0, MOST_SHOWN), `and ${more} more`] : problems;
    super(`The snapshot cannot be loaded:\n${shown.map((it) => `  ${it}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads a snapshot.
 *
 * @throws SnapshotError that names all problems at once
 */
export function parseSnapshot(content: string): Snapshot {
  const given = parseJson(content);
  refuseNewer(given);
  refusePart(given);
  const result = snapshotSchema.safeParse(given);
  if (!result.success) throw new SnapshotError(result.error.issues.map(describe));
  const contradictions = [...findContradictions(result.data)];
  if (contradictions.length > 0) throw new SnapshotError(contradictions);
  return result.data;
}

function parseJson(content: string): unknown {
  // Windows PowerShell writes what a command prints in UTF-16, or in UTF-8 with a mark of it at the beginning.
  if (content.includes('\0')) throw new SnapshotError(['the file is in UTF-16: save it as UTF-8']);
  try {
    // `--query`, boto3 and jq write null for absent members.
    return withoutNulls(JSON.parse(content.replace(/^\uFEFF/, '')));
  } catch {
    // The parser's own message would quote the content.
    throw new SnapshotError(['the file is not JSON; it must be one JSON object']);
  }
}

/** Of a newer format nobody knows which members mean what: its problems would mislead. */
function refuseNewer(given: unknown): void {
  const isObject = typeof given === 'object' && given !== null;
  const version = isObject && 'formatVersion' in given ? given.formatVersion : undefined;
  if (typeof version !== 'number' || version <= FORMAT_VERSION) return;
  throw new SnapshotError([
    `formatVersion: is ${version}, written by a newer ecr-steward; this one reads up to ${FORMAT_VERSION}: update it, ` +
      'or write the snapshot with it',
  ]);
}

/** A page of a list, of --no-paginate or --max-items of the AWS CLI, looks like a whole registry. */
function refusePart(given: unknown): void {
  const names = typeof given === 'object' && given !== null ? Object.keys(given) : [];
  const token = names.find((name) => /^nextToken$/i.test(name));
  if (token === undefined) return;
  throw new SnapshotError([
    `${token}: more pages follow, and what is on them is missing: read them all, and leave ${token} out`,
  ]);
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('');
  return `${path.replace(/^\./, '') || 'the whole'}: ${issue.message}`;
}

/** Items that are valid alone, and contradict another one. */
function* findContradictions(snapshot: Snapshot): Generator<string> {
  const repositories = new Set<string>();
  for (const [at, { repositoryName: name }] of snapshot.repositories.entries()) {
    if (repositories.has(name)) yield `repositories[${at}].repositoryName: must not be given twice`;
    repositories.add(name);
  }
  const seen = new Set<string>();
  for (const [at, it] of snapshot.imageDetails.entries()) {
    const place = `imageDetails[${at}]`;
    if (!repositories.has(it.repositoryName)) {
      yield `${place}.repositoryName: must be one of the repositories`;
    }
    yield* claim(seen, `${it.repositoryName}@${it.imageDigest}`, `${place}.imageDigest`);
    for (const [n, tag] of (it.imageTags ?? []).entries()) {
      yield* claim(seen, `${it.repositoryName}:${tag}`, `${place}.imageTags[${n}]`);
    }
  }
  for (const [at, it] of (snapshot.pullThroughCacheRules ?? []).entries()) {
    const place = `pullThroughCacheRules[${at}].ecrRepositoryPrefix`;
    yield* claim(seen, `rule ${it.ecrRepositoryPrefix}`, place);
  }
  for (const [at, { prefix }] of (snapshot.repositoryCreationTemplates ?? []).entries()) {
    yield* claim(seen, `template ${prefix}`, `repositoryCreationTemplates[${at}].prefix`);
  }
  yield* findSecondOwner(snapshot);
}

function* claim(seen: Set<string>, what: string, place: string): Generator<string> {
  if (seen.has(what)) yield `${place}: must not be given twice`;
  seen.add(what);
}

function* findSecondOwner(snapshot: Snapshot): Generator<string> {
  const { accountId, region } = ownerOf(snapshot);
  for (const [at, { repositoryArn }] of snapshot.repositories.entries()) {
    const [, , , arnRegion, arnAccount] = repositoryArn?.split(':') ?? [];
    if (arnRegion === undefined) continue;
    if (arnRegion !== region || arnAccount !== accountId) {
      yield `repositories[${at}].repositoryArn: must be of the same account and region as the others`;
    }
  }
}

/** Account and region of the registry that a snapshot was taken of, as far as the snapshot has them. */
export function ownerOf(snapshot: Snapshot): {
  accountId: string | undefined;
  region: string | undefined;
} {
  const arn = snapshot.repositories.find((it) => it.repositoryArn)?.repositoryArn?.split(':');
  const secret = snapshot.pullThroughCacheRules?.find((it) => it.credentialArn)?.credentialArn;
  const ids = [...snapshot.repositories, ...snapshot.imageDetails];
  const registryId = snapshot.registryId ?? ids.find((it) => it.registryId)?.registryId;
  const [, , , secretRegion, secretAccount] = secret?.split(':') ?? [];
  return {
    accountId: registryId ?? arn?.[4] ?? secretAccount,
    region: arn?.[3] ?? secretRegion,
  };
}

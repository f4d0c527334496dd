import type { Alert } from '../alerts/alert.ts';
import type { Deletion } from '../use/deleted/deletion.ts';
import type { RecordedUse } from '../use/record.ts';
import { hostOf, waysBack } from '../use/ways-back.ts';
import type { Confirmed } from './confirm.ts';
import type { DeletionPlace } from './place.ts';

const A_DAY = 86_400;
const A_WEEK = 604_800;

/** What has to be reported of the images of an event; nothing of those that nobody uses. */
export function lostAlerts(confirmed: readonly Confirmed[], place: DeletionPlace): Alert[] {
  const inUse = confirmed.flatMap(({ deletion, use, isThere }) => {
    if (deletion.action !== 'DELETE' || deletion.digest === undefined) return [];
    if (use.state !== 'in use' && use.state !== 'standby') return [];
    const lost = { deletion, digest: deletion.digest, use: use.use };
    return isThere ? untaggedAlerts(lost, place) : lostAlert(lost, place);
  });
  return [...inUse, ...unknownAlerts(confirmed, place)];
}

interface Lost {
  deletion: Deletion;
  digest: string;
  use: RecordedUse;
}

/**
 * The nightly walk reports the same image under the name by which it is used, as long as it is: the cause is the same, so
 * that it is reported once.
 */
function causeOf(repository: string, name: string): Alert['cause'] {
  const text = `${repository}${name.startsWith('sha256:') ? '@' : ':'}${name}`;
  return { id: `use/missing/${text}`, windowSeconds: A_WEEK };
}

function lostAlert({ deletion, digest, use }: Lost, place: DeletionPlace): Alert {
  const { repository, at } = deletion;
  const tag = use.names.find((name) => !name.startsWith('sha256:')) ?? deletion.tags[0];
  const name = use.names.includes(digest) ? digest : (use.names[0] ?? digest);
  const gone = deletion.cause === 'repository deleted';
  const fromMachine = `If a machine that has pulled it still has it, push it from there, and compare the digest: docker push ${hostOf(place)}/${repository}:${tag ?? 'TAG'}`;
  return {
    kind: 'use.lost',
    cause: causeOf(repository, name),
    title: use.standby
      ? `An image that is kept for a rollback was deleted in ${repository}`
      : `An image in use was deleted in ${repository}`,
    where: { text: `${repository}@${digest}`, repository, digest, ...(tag && { tag }) },
    severity: use.standby ? 'warning' : 'critical',
    since: at,
    what: [
      `${repository}@${digest} was deleted at ${at}: the next pull of it fails`,
      ...tagLine(use, deletion),
      ...usersOf(use),
      reasonOf(deletion, place),
    ],
    todo: [
      ...correctRule(deletion),
      ...waysBack({ repository, tag, digest, gone, isThere: false }, place, [fromMachine]),
    ],
  };
}

/** The image is there, but not under a name by which it is pulled. */
function untaggedAlerts({ deletion, digest, use }: Lost, place: DeletionPlace): Alert[] {
  const { repository, tags, at } = deletion;
  const used = tags.filter((tag) => use.names.includes(tag) && !use.names.includes(digest));
  return used.map((tag) => ({
    kind: 'use.lost',
    cause: causeOf(repository, tag),
    title: `A tag in use was removed in ${repository}`,
    where: { text: `${repository}:${tag}`, repository, tag, digest },
    severity: use.standby ? 'warning' : 'critical',
    since: at,
    what: [
      `the tag ${tag} of ${repository}@${digest} was removed at ${at}: the next pull of ${repository}:${tag} fails`,
      ...usersOf(use),
      reasonOf(deletion, place),
    ],
    todo: waysBack({ repository, tag, digest, gone: false, isThere: true }, place),
  }));
}

/** One a day, whatever is deleted: where uses cannot be read, it is so of every image. */
function unknownAlerts(confirmed: readonly Confirmed[], place: DeletionPlace): Alert[] {
  const found = confirmed.find(
    ({ use, deletion: { action }, isThere }) =>
      use.state === 'unknown' && action === 'DELETE' && !isThere,
  );
  if (found?.use.state !== 'unknown') return [];
  const { repository, digest, at } = found.deletion;
  const text = digest === undefined ? repository : `${repository}@${digest}`;
  return [
    {
      kind: 'use.lost',
      cause: { id: 'use/lost/unknown', windowSeconds: A_DAY },
      title: 'Images were deleted of which it is not known whether they were in use',
      where: { text, repository, ...(digest !== undefined && { digest }) },
      severity: 'error',
      what: [
        `${text} was deleted at ${at}, and there may be others`,
        `it is not known whether it was in use: ${found.use.why}`,
        reasonOf(found.deletion, place),
      ],
      todo: [
        `Check what runs it. All that was deleted: ${commandOf(place)}`,
        'Correct what keeps the images in use from being read',
      ],
    },
  ];
}

function tagLine({ names }: RecordedUse, { tags }: Deletion): string[] {
  const all = [...new Set([...names.filter((name) => !name.startsWith('sha256:')), ...tags])];
  return all.length === 0 ? [] : [`its tags: ${all.slice(0, MOST_TAGS).join(', ')}`];
}

/** An image may have a thousand. */
const MOST_TAGS = 10;

function usersOf({ by, more, since, standby }: RecordedUse): string[] {
  const how = standby ? 'kept for a rollback by' : 'used by';
  return [
    ...by.map((it) => `${how} ${it}`),
    ...(more === undefined ? [] : [`and by ${more} more`]),
    `the nightly walk has seen that since ${since.slice(0, 10)}`,
  ];
}

function reasonOf({ cause, rule, ruleText, by }: Deletion, place: DeletionPlace): string {
  switch (cause) {
    case 'lifecycle policy': {
      const which = rule === undefined ? 'a rule' : `rule ${rule}`;
      return `deleted by ${which} of the lifecycle policy${ruleText ? ` (${ruleText})` : ''}`;
    }
    case 'api call':
      return `deleted by ${by ?? 'an API call'}`;
    case 'repository deleted':
      return `the repository was deleted${by ? ` by ${by}` : ''}`;
    case 'unknown':
      return `what deleted it is not known yet: if there is a trail, CloudTrail says it some minutes later, and ${commandOf(place)} shows it`;
  }
}

function commandOf({ bucket }: DeletionPlace): string {
  return `npx ecr-steward deletions --bucket ${bucket}`;
}

function correctRule({ cause, rule, repository }: Deletion): string[] {
  if (cause !== 'lifecycle policy') return [];
  const which =
    rule === undefined ? 'the lifecycle policy' : `rule ${rule} of the lifecycle policy`;
  return [`Correct ${which} of ${repository} first: it runs again within a day`];
}

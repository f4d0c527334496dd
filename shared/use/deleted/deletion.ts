/** An image that was deleted or archived, as one event says it, or as the nightly inventory has found it. */
export interface Deletion {
  /** ISO 8601: the time of the event, or of the walk that no longer found the image. */
  at: string;
  repository: string;
  /** Undefined: every image of the repository, which was deleted itself. */
  digest?: string | undefined;
  /** The tags that the event names; it may name one of several. */
  tags: readonly string[];
  action: 'DELETE' | 'ARCHIVE';
  cause: DeletionCause;
  /** Of a lifecycle policy: the priority of the rule. */
  rule?: number | undefined;
  /** What the rule says: `keep 10: Image count more than 10`. */
  ruleText?: string | undefined;
  /** Of an API call: the ARN of the caller, or an AWS service. */
  by?: string | undefined;
  /** Whether the nightly walk had seen it in use. Undefined: it is not known. */
  inUse?: boolean | undefined;
  /** Who used it, 20 at most. */
  usedBy: readonly string[];
}

/** From the least to the most that is known. `unknown`: no event of CloudTrail has come, or not yet. */
export const deletionCauses = [
  'unknown',
  'repository deleted',
  'api call',
  'lifecycle policy',
] as const;

export type DeletionCause = (typeof deletionCauses)[number];

/** Events on one deletion come within so many milliseconds; later ones are about another. */
const SAME_MS = 12 * 3_600_000;

/**
 * One deletion for each image that was deleted, of the events of one repository. ECR's event, CloudTrail's, and each of
 * them again are about the same deletion: its time is the earliest, its cause the one of which most is known. The oldest
 * first. The order of the events does not matter.
 */
export function mergeDeletions(events: readonly Deletion[]): Deletion[] {
  const inTurn = events.toSorted((a, b) => order(a, b));
  const open = new Map<string, Deletion>();
  const done: Deletion[] = [];
  for (const event of inTurn) {
    const key = `${event.action} ${event.digest}`;
    const earlier = open.get(key);
    const isSame = earlier && Date.parse(event.at) - Date.parse(earlier.at) <= SAME_MS;
    if (earlier && !isSame) done.push(earlier);
    open.set(key, earlier && isSame ? joined(earlier, event) : event);
  }
  return withRepository([...done, ...open.values()].sort(order));
}

/** Images go with their repository: their own events come about the time of its event. */
const WITH_REPOSITORY_MS = 3_600_000;

function withRepository(deletions: readonly Deletion[]): Deletion[] {
  const whole = deletions.filter(({ digest }) => digest === undefined);
  return deletions.map((deletion) => {
    if (deletion.cause !== 'unknown' || deletion.action !== 'DELETE') return deletion;
    const near = ({ at }: Deletion) =>
      Math.abs(Date.parse(at) - Date.parse(deletion.at)) <= WITH_REPOSITORY_MS;
    const own = whole.find(near);
    return own ? { ...deletion, cause: own.cause, by: own.by } : deletion;
  });
}

function joined(a: Deletion, b: Deletion): Deletion {
  const more = rank(b) > rank(a) ? b : a;
  const { cause, rule, ruleText, by } = more;
  const inUse = a.inUse || b.inUse || (a.inUse === undefined ? b.inUse : a.inUse);
  return {
    ...a,
    ...{ cause, rule, ruleText, by, inUse },
    tags: [...new Set([...a.tags, ...b.tags])].sort(),
    usedBy: [...new Set([...a.usedBy, ...b.usedBy])],
  };
}

function rank({ cause }: Deletion): number {
  return deletionCauses.indexOf(cause);
}

function order(a: Deletion, b: Deletion): number {
  const [one, other] = [keyOf(a), keyOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Total, so that the same events in any order make the same. */
function keyOf({ at, digest = '', cause, tags, by = '', rule = 0 }: Deletion): string {
  return [new Date(at).toISOString(), digest, cause, by, rule, ...tags].join(' ');
}

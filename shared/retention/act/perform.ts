import type { Gate } from '../../actions/gate.ts';
import type { Held } from '../../actions/held.ts';
import type { LimitedKind } from '../../config/schema/limited-kinds.ts';
import type { StoredImage } from '../image.ts';
import type { Selected } from '../plan/plan.ts';
import type { RetentionRule } from '../rules.ts';
import { type Acted, actedOf, type Done } from './acted.ts';
import { actionOf } from './action.ts';
import type { Current, CurrentReading } from './current.ts';
import { sameAs } from './same.ts';
import { type Units, within } from './together.ts';
import { workOn } from './work.ts';

export interface Acting extends CurrentReading {
  gate: Gate;
  /** No action is begun after it, in milliseconds since 1970. */
  until: number;
}

/** A rule that can be enforced. */
export type EnforcedRetention = RetentionRule & {
  enforcedRule: NonNullable<RetentionRule['enforcedRule']>;
};

/** With what the actions in a repository are done. */
export interface Attempt {
  acting: Acting;
  name: string;
  rule: EnforcedRetention;
  now: Current;
  /** Digests that were archived or deleted since the repository was read. */
  gone: ReadonlySet<string>;
  /** Limits that are reached: what is held back once is held back for all that follow. */
  full: ReadonlyMap<LimitedKind, Held>;
}

/** Archives or deletes units, as far as the gate permits it and nobody has changed them meanwhile. */
export async function perform(with_: Attempt, units: Units): Promise<Acted[]> {
  const { acting, rule, full } = with_;
  const { kind } = actionOf(with_.name, rule.enforcedRule, units);
  const all = (done: Done) => units.map((unit) => actedOf(unit, done));
  const why = await acting.gate.observes(rule.enforcedRule, kind);
  if (why !== undefined) return all({ outcome: 'observed', why });
  const held = full.get(kind as LimitedKind);
  if (held) return all({ outcome: 'held', held });
  const isSame = await sameAs(acting.ecr, with_.name, units);
  const changed = units.filter((unit) => !isSame(unit));
  const [first, ...others] = units.filter(isSame);
  return [
    ...changed.map((unit) => actedOf(unit, { outcome: 'changed' })),
    ...(first === undefined ? [] : await performSame(with_, [first, ...others])),
  ];
}

/** Of several, as many as a limit leaves room for. */
async function performSame(with_: Attempt, units: Units): Promise<Acted[]> {
  const { acting, name, rule } = with_;
  const movable = movableOf(with_, units);
  const action = actionOf(name, rule.enforcedRule, movable);
  const performed = await acting.gate.perform(action, async () => {
    const worked = await workOn(acting.ecr, name, movable);
    const failed = worked.find((it) => it.outcome === 'failed');
    if (failed && worked.every(({ outcome }) => outcome === 'failed')) throw failed.error;
    // What was done at all is what the audit log says, though ECR has refused some of it.
    const done = worked.find(({ outcome }) => outcome === 'archived' || outcome === 'deleted');
    return { outcome: done?.outcome ?? 'refused', worked };
  });
  const all = (done: Done) => units.map((unit) => actedOf(unit, done));
  if (performed.state === 'observed') return all({ outcome: 'observed', why: performed.why });
  if (performed.state === 'held') {
    const [first, ...others] = within(units, performed.most - performed.used);
    if (first === undefined || others.length + 1 === units.length) {
      return all({ outcome: 'held', held: performed });
    }
    const left = units.slice(others.length + 1);
    return [
      ...(await performSame(with_, [first, ...others])),
      ...left.map((unit) => actedOf(unit, { outcome: 'held', held: performed })),
    ];
  }
  return units.map((unit, at) =>
    actedOf(unit, {
      ...(performed.result.worked[at] ?? { outcome: 'failed' }),
      actionId: performed.id,
    }),
  );
}

/** Without the parts that an index outside of the units still needs: they go with that one. */
function movableOf({ now: { relations }, gone }: Attempt, units: Units): Units {
  const own = new Set(units.flatMap(({ images }) => images.map(({ imageDigest }) => imageDigest)));
  const isFree = ({ imageDigest }: StoredImage) =>
    relations
      .indexesOf(imageDigest)
      .every(
        (index) =>
          own.has(index) || gone.has(index) || relations.byDigest.get(index)?.status !== 'ACTIVE',
      );
  const free = (unit: Selected) => ({ ...unit, images: unit.images.filter(isFree) });
  const [first, ...others] = units;
  return [free(first), ...others.map(free)];
}

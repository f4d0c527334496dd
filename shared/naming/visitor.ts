import { populationOf } from '../actions/population.ts';
import { needingLedger } from '../alerts/ledger/unreachable.ts';
import type { Slice, SliceVisit, Visitor } from '../walk/visitor.ts';
import { singleAlertsOf } from './alert.ts';
import { collectNaming, type NamingCollector } from './collect.ts';
import { react } from './react.ts';
import { doneWith, type NamingWalk } from './walk/done.ts';
import { type NamingPart, partOf } from './walk/part.ts';

/** What slices need besides the rules. */
export interface NamingBegun {
  /** How many tags the last walk has counted: without it, nothing is deleted. */
  tags?: number;
}

/**
 * Checks the names of the whole registry on the walk: acts slice by slice, and reports what concerns the whole when it
 * is done.
 */
export function namingVisitor(with_: NamingWalk): Visitor<NamingPart, NamingBegun> {
  const { notifier, ledger, naming, cachePrefixes } = with_;
  return {
    name: 'naming',
    onlyTagged: true,
    begin: async () => {
      const known = await needingLedger(notifier, () => populationOf(ledger, new Date()));
      return known?.tags === undefined ? {} : { tags: known.tags };
    },
    slice: (slice, begun) => {
      const ofRegistry = slice.cacheRules.map(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix);
      const collector = collectNaming(naming, [...ofRegistry, ...cachePrefixes]);
      return visitOf(with_, slice, begun, collector);
    },
    done: (walked) => doneWith(with_, walked),
  };
}

function visitOf(
  with_: NamingWalk,
  { ecr, until }: Slice,
  { tags }: NamingBegun,
  { repository, found }: NamingCollector,
): SliceVisit<NamingPart> {
  return {
    repository,
    end: async () => {
      const { checked, violations } = found();
      // Whether a suggested name is free is known when all repositories are.
      const isLater = ({ kind, suggestion }: (typeof violations)[number]) =>
        kind === 'repository' && suggestion !== undefined;
      const now = violations.filter((it) => !isLater(it));
      const plan = { checked, violations: now, ...(tags !== undefined && { of: tags }) };
      const enforced = await react({ ...with_, ecr }, plan, { until, alerts: singleAlertsOf });
      const suggested = violations.filter(isLater).map((it) => it.repository);
      return partOf(checked, enforced, suggested);
    },
  };
}

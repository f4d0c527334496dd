import { PULLERS_SID } from '../../config/schema/cache/pullers-sid.ts';
import { count } from '../../inventory/report/format.ts';
import { statementsOf } from '../cache/pullers.ts';
import type { RegistryFacts } from '../facts.ts';
import { inReadingOrder } from '../reading-order.ts';
import { itOrThem, someOf } from '../section.ts';
import { changesNothing } from './unchanged.ts';

/** Statements of the registry policy, and why others are not declared. */
export interface ProposedStatements {
  statements: Readonly<Record<string, unknown>>[];
  /** Sentences. */
  leftOut: string[];
}

/** The statements that are found again by their Sid, without those of pullers, which cache rules declare. */
export function proposeStatements(facts: RegistryFacts): ProposedStatements {
  const all = statementsOf(facts.policy)
    .filter(({ Sid }) => !isOfPullers(Sid))
    .map((it) => inReadingOrder(it) as Record<string, unknown>);
  const named = all.filter(({ Sid }) => typeof Sid === 'string' && Sid !== '');
  const bySid = Map.groupBy(named, ({ Sid }) => String(Sid));
  const single = [...bySid.values()].flatMap((those) => (those.length === 1 ? those : []));
  const statements = single.filter((it) => isSayable([it], facts));
  const twice = [...bySid].filter(([, those]) => those.length > 1).map(([sid]) => sid);
  const unsaid = single.filter((it) => !statements.includes(it)).map(({ Sid }) => String(Sid));
  const without = all.length - named.length;
  const leftOut = [
    ...(without > 0 ? [`${countOf(without)} without a Sid, by which it could be declared`] : []),
    ...(twice.length > 0
      ? [`statements of the registry policy with the same Sid: ${someOf(twice)}`]
      : []),
    ...(unsaid.length > 0
      ? [`the ${statementsNamed(unsaid)}: registry.yml cannot say ${itOrThem(unsaid)}`]
      : []),
  ];
  // One by one each is valid, and together they may be longer than a policy can be.
  if (statements.length === 0 || isSayable(statements, facts)) return { statements, leftOut };
  const reason = 'together they are longer than a policy that registry.yml can declare';
  return {
    statements: [],
    leftOut: [...leftOut, `${countOf(statements.length)}: ${reason}`],
  };
}

function isOfPullers(sid: unknown): boolean {
  return typeof sid === 'string' && sid.startsWith(PULLERS_SID);
}

function isSayable(statements: readonly object[], facts: RegistryFacts): boolean {
  return changesNothing({ policy: { statements } }, facts);
}

function countOf(number: number): string {
  return `${count(number, 'statement')} of the registry policy`;
}

function statementsNamed(sids: readonly string[]): string {
  return `${sids.length === 1 ? 'statement' : 'statements'} ${someOf(sids)} of the registry policy`;
}

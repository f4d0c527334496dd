import type { LimitedKind } from '../config/schema/limited-kinds.ts';

/** Who decides on acts: a capability with rules of its own in registry.yml. */
export type Capability = 'naming' | 'scanning' | 'baseline' | 'cache';

/** `setting`: nothing breaks and nothing is lost by it. It is recorded, and not limited. */
export type ActionKind = LimitedKind | 'setting';

/** Something that is done to the registry: what the gate asks of, counts and records. */
export interface Action {
  kind: ActionKind;
  rule: EnforcedRule;
  /** `team-a/web:latest`, `the rule docker.io`: with `what`, the same act whoever does it. */
  target: string;
  /** What is done, in the infinitive: `replace the tag by quarantine-0123456789ab`. */
  what: string;
  repository?: string;
  /** How much of the limit it takes. Default 1. */
  weight?: number;
  /** How many things the limit's percentage is of; without it only the count holds. */
  of?: number;
  /** How it was and how it is to be, for whoever takes it back: JSON without secrets. */
  before?: unknown;
  after?: unknown;
  /** Why it cannot be taken back. Default: it can. */
  final?: string;
  /** The id of the action that this one undoes: somebody has asked for it. */
  undoes?: string;
}

/** A rule of registry.yml that has something done. */
export interface EnforcedRule {
  capability: Capability;
  /** Its name, for people. */
  name: string;
  /** All that decides what it acts on, and nothing else, as canonical JSON: see `ruleText`. */
  text: string;
}

/**
 * What decides what a rule acts on, as text. Patterns stand in it as they were written, so that a release
 * which compiles them otherwise changes nothing.
 *
 * @param before - The globs of the rules before it: they decide what is left for this one.
 */
export function ruleText(rule: object, before: readonly unknown[] = []): string {
  return JSON.stringify({ rule, before }, (_key, value: unknown) => canonical(value));
}

function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if ('source' in value && 'program' in value) return value.source;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

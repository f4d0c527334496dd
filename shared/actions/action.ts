import type { LimitedKind } from '../config/schema/limited-kinds.ts';

/** A capability whose rules in registry.yml can be enforced. */
export const capabilities = [
  'naming',
  'scanning',
  'baseline',
  'repositories',
  'cache',
  'registry',
  'shield',
  'usage',
  'unused-repositories',
  'retention',
] as const;

export type Capability = (typeof capabilities)[number];

/** `setting`: it breaks nothing and loses nothing. It is recorded, but not limited. */
export type ActionKind = LimitedKind | 'setting';

/** One change of the registry: the gate permits, counts and records it. */
export interface Action {
  kind: ActionKind;
  rule: EnforcedRule;
  /** `team-a/web:latest`, `the rule docker.io`: with `what` it identifies the action, whoever does it. */
  target: string;
  /** What is done, in the infinitive: `replace the tag by quarantine-0123456789ab`. */
  what: string;
  repository?: string;
  /** How much of the limit it uses up. Default 1. */
  weight?: number;
  /** The total that the limit's percentage refers to; without it only the count applies. */
  of?: number;
  /** The state before and after, for `undo`: JSON without secrets. */
  before?: unknown;
  after?: unknown;
  /** Why it cannot be undone. Default: it can. */
  final?: string;
  /** The id of the action that this one undoes: somebody has asked for it. */
  undoes?: string;
}

/** A rule of registry.yml that can be enforced. */
export interface EnforcedRule {
  capability: Capability;
  /** Its name, for messages. */
  name: string;
  /** All that decides what it changes, and nothing else, as canonical JSON: see `ruleText`. */
  text: string;
}

/**
 * All that decides what a rule changes, as text. Patterns are in it as they were written, so that a release
 * which compiles them otherwise needs no new consent.
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

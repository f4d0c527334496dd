import { matches } from '../config/patterns/program.ts';
import type { UnusedRepositoriesConfig, UnusedRule } from '../config/schema/schema.ts';

/** The first rule with a glob that matches; undefined: the repository is left alone. */
export function ruleFor(rules: UnusedRepositoriesConfig, name: string): UnusedRule | undefined {
  return rules.find(({ repositories }) => repositories.some((glob) => matches(glob, name)));
}

/** A rule has no name but its globs. */
export function nameOf({ repositories }: UnusedRule): string {
  return repositories.map(({ source }) => source).join(', ');
}

import type { Log } from 'sarif';
import { quoted } from '../../../shared/alerts/quote.ts';
import type { NamingConfig } from '../../../shared/config/schema/schema.ts';
import type { Violation } from '../../../shared/naming/check.ts';
import type { NamingPlan } from '../../../shared/naming/plan.ts';
import { RESERVED } from '../../../shared/naming/tags.ts';
import { nameOf, notesOn, whatIsWrong } from '../answers/check.ts';
import { type Found, type Rule, sarifLog } from './log.ts';
import type { Place } from './place.ts';

/** Naming violations for code scanning, at the rules that they break; those first that are enforced. */
export function checkSarif({ violations }: NamingPlan, config: NamingConfig, place: Place): Log {
  const [reported, enforced] = [true, false].map((it) =>
    violations.filter(({ action }) => (action === 'report') === it),
  );
  return sarifLog(
    [...(enforced ?? []), ...(reported ?? [])].map((violation) =>
      foundIn(violation, config, place),
    ),
    [],
  );
}

function foundIn(violation: Violation, config: NamingConfig, place: Place): Found {
  const { kind, repository, rule, action } = violation;
  const name = nameOf(violation);
  const about = [whatIsWrong(violation), ...notesOn(violation)].join('. ');
  const of = {
    ...(kind === 'tag' && { tag: violation.tag }),
    ...(kind !== 'repository' && { digest: violation.digest }),
  };
  return {
    rule: ruleOf(violation),
    level: action === 'report' ? 'warning' : 'error',
    message: `${name}: ${about} (rule: ${rule})`,
    name,
    place: place(pathOf(violation, config)),
    identity: [kind, name, whatBreaks(violation)],
    properties: { repository, ...of, action, rule },
  };
}

/** A tag can break its rule in two ways, which are two results. */
function whatBreaks(violation: Violation): string {
  return violation.kind === 'tag' && violation.lacksSibling ? 'sibling' : 'name';
}

function ruleOf({ kind, rule, message }: Violation): Rule {
  const text = `Names of ${plurals[kind]} by the rule ${quoted(rule)} in registry.yml`;
  const help = message === undefined ? text : `${text}: ${message}`;
  return { id: `naming/${kind}/${rule}`, text, help, tags: ['naming'] };
}

const plurals = { repository: 'repositories', image: 'images', tag: 'tags' } as const;

/** Undefined where rules share a name, so that it is not known which one it is. */
function pathOf({ kind, rule }: Violation, naming: NamingConfig): (string | number)[] | undefined {
  const lists = kind === 'repository' ? (['repositories', 'tags'] as const) : (['tags'] as const);
  const paths = lists.flatMap((list): (string | number)[][] =>
    naming[list].flatMap((each, at) => (each.rule === rule ? [[list, at]] : [])),
  );
  if (kind === 'tag' && rule === RESERVED) paths.push(['reserved']);
  const [path, ...others] = paths;
  return path === undefined || others.length > 0 ? undefined : ['naming', ...path];
}

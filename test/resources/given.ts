import { createConditions } from '../../local/stack/conditions.ts';
import { createResolver } from '../../local/stack/intrinsics.ts';
import { parameterValues } from '../../local/stack/parameters.ts';
import { policiesOfRole } from '../../local/stack/rights/role-policies.ts';
import type { Service } from '../../local/stack/service.ts';
import { childOf, listOf, readTemplate } from '../../local/stack/template.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** What a stack of the service is with the values of its parameters. */
export function stackGiven(service: Service, given: Readonly<Record<string, string>> = {}) {
  const { configuration } = service;
  const template = readTemplate(configuration.resources);
  const values = parameterValues(template.parameters, given);
  const references = {
    ref: (name: string) => values.get(name) ?? (/^AWS::/.test(name) ? name : undefined),
    attribute: (id: string) => id,
    names: () => [...values.keys()],
  };
  const holds = createConditions(template.conditions, createResolver(references));
  const resolve = createResolver({ ...references, ref: (id) => references.ref(id) ?? id, holds });
  const statementsOf = (role: string): Statement[] =>
    policiesOfRole(service, role, holds)
      .flatMap((policy) => listOf(childOf(policy, 'PolicyDocument').Statement))
      .map((statement) => resolve(statement, role) as Statement);
  const extensions = Object.assign(
    {},
    ...listOf(configuration.resources).map((it) => childOf(it, 'extensions')),
  ) as Record<string, object>;
  return {
    roles: [...template.resources].flatMap(([id, { type }]) =>
      type === 'AWS::IAM::Role' ? [id] : [],
    ),
    statementsOf,
    /** The actions of a role, sorted, each once. */
    actionsOf: (role: string) =>
      [...new Set(statementsOf(role).flatMap(({ Action }) => Action))].sort(),
    /** The logical ids of the rules that are switched off. */
    disabled: Object.keys(extensions).filter(
      (id) => resolve(childOf(extensions[id], 'Properties').State ?? 'ENABLED', id) === 'DISABLED',
    ),
    resolve,
  };
}

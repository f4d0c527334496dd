import { policiesOf } from '../../../local/stack/rights/role-policies.ts';
import { declareStack } from '../../../local/stack/template/resources.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { stackParametersOf } from '../../../shared/config/stack-parameters/needed.ts';
import { serviceFor } from '../../support/bundles.ts';

/** An action that a role may do, on the resources of one or more statements. */
export interface Grant {
  readonly role: string;
  readonly action: string;
  /** Patterns; statements of which one's resources include the other's are one grant. */
  readonly resources: readonly string[];
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

export interface Policy {
  readonly Statement: Statement | readonly Statement[];
}

const place = {
  ...{ accountId: '123456789012', region: 'eu-west-1' },
  endpoint: 'http://127.0.0.1',
};

/** What the template grants each role with the parameters that a registry.yml needs. */
export async function grantsOf(registryYml: string): Promise<Grant[]> {
  const { name, stage, template } = await serviceFor(place);
  const parameters = stackParametersOf(parseRegistryConfig(registryYml));
  const stack = declareStack({ name: `${name}-${stage}`, template, parameters }, place);
  const roles = Object.values(stack.resources).filter(({ type }) => type === 'AWS::IAM::Role');
  return roles.flatMap((role) =>
    grantsIn(role.logicalId, policiesOf(stack, role) as readonly Policy[]),
  );
}

function grantsIn(role: string, policies: readonly Policy[]): Grant[] {
  const grants: Grant[] = [];
  for (const { Action, Resource } of policies.flatMap(({ Statement }) => [Statement].flat())) {
    const resources = [Resource].flat();
    for (const action of [Action].flat()) {
      const at = grants.findIndex((it) => it.action === action && overlap(it.resources, resources));
      const known = grants[at]?.resources ?? [];
      const grant = { role, action, resources: [...new Set([...known, ...resources])] };
      if (at === -1) grants.push(grant);
      else grants[at] = grant;
    }
  }
  return grants;
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.some((other) => covers(one, other) || covers(other, one)));
}

/** Does a pattern cover a text, which may be one itself? */
export function covers(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text);
}

/** The policies without a grant. */
export function without(policies: readonly unknown[], grant: Grant): Policy[] {
  return (policies as readonly Policy[]).map((document) => ({
    ...document,
    Statement: [document.Statement].flat().flatMap((statement) => {
      const isOther = ![statement.Resource].flat().some((it) => grant.resources.includes(it));
      if (isOther) return [statement];
      const Action = [statement.Action].flat().filter((action) => action !== grant.action);
      return Action.length === 0 ? [] : [{ ...statement, Action }];
    }),
  }));
}

import { compileArn } from './arn.ts';
import { type Condition, type ConditionBlock, compileCondition } from './condition.ts';
import { PolicyError } from './errors.ts';
import { type Context, compilePattern, type TextTest } from './pattern.ts';
import {
  compileNotPrincipal,
  compilePrincipal,
  type IamCaller,
  type Named,
  type NamesCaller,
} from './principal.ts';

/** What a caller asks for. */
export interface IamRequest {
  readonly caller: IamCaller;
  /** `ecr:PutImage` */
  readonly action: string;
  /** The ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  readonly context: Context;
}

/** A policy, ready to be evaluated. */
export interface Policy {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** @returns how it names the caller; in policies without principals: `session` */
  applies(request: IamRequest): Named | undefined;
}

/**
 * Compiles a policy document.
 *
 * @param document of any type of policy, as JSON
 * @throws PolicyError for what IAM would refuse
 */
export function compilePolicy(document: unknown): Policy {
  const { Version, Statement = [] } = Object(document);
  const variables = Version === '2012-10-17';
  return { statements: [Statement].flat().map((it) => compileStatement(it, variables)) };
}

function compileStatement(body: unknown, variables: boolean): Statement {
  const { Effect, Condition, Principal, NotPrincipal } = Object(body);
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw new PolicyError(`${JSON.stringify(Effect)} is no effect: Allow or Deny`);
  }
  const action = part(body, 'Action', (it) =>
    compilePattern(it, { wildcards: true, variables: false, ignoreCase: true }),
  );
  const resource = part(body, 'Resource', (it) => compileArn(it, variables));
  const condition: Condition = compileCondition((Condition ?? {}) as ConditionBlock, variables);
  const names = namesOf(Principal, NotPrincipal);
  if (!action) throw new PolicyError('a statement has neither Action nor NotAction');
  return {
    effect: Effect,
    applies(request) {
      const { context } = request;
      if (!action(request.action, context)) return undefined;
      // A trust policy has no resource: it is the role's.
      if (resource && !resource(request.resource, context)) return undefined;
      return condition(context) ? names(request.caller) : undefined;
    },
  };
}

/** `Action` or `NotAction`, `Resource` or `NotResource`: one or several texts, of which one has to match, or none. */
function part(
  body: unknown,
  name: string,
  compile: (text: string) => TextTest,
): TextTest | undefined {
  const { [name]: some, [`Not${name}`]: none } = Object(body);
  if (some === undefined && none === undefined) return undefined;
  if (some !== undefined && none !== undefined) {
    throw new PolicyError(`a statement has ${name} and Not${name}`);
  }
  const tests = [some ?? none].flat().map((text) => compile(String(text)));
  const wanted = some !== undefined;
  return (text, context) => tests.some((matches) => matches(text, context)) === wanted;
}

function namesOf(principal: unknown, others: unknown): NamesCaller {
  if (principal !== undefined) return compilePrincipal(principal);
  return others === undefined ? () => 'session' : compileNotPrincipal(others);
}

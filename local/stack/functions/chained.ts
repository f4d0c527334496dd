import type { LocalAws } from '../../aws.ts';
import type { FunctionError } from '../../lambda/outcome.ts';
import type { StackTarget } from '../rules/targets.ts';

/** A name, a partial ARN (`123456789012:function:name`) or an ARN, each with or without a qualifier. */
const FORM =
  /^(?:arn:aws[a-z-]*:lambda:)?(?:(?<region>[a-z]{2,5}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[\w.-]+)(?::(?<qualifier>\$LATEST|[\w-]+))?$/;

/**
 * The function of the stack that `ctx.invoke` names, or the error. A durable function is invoked by its alias or as
 * `$LATEST`; its name alone is refused, as on AWS.
 */
export function chainedTarget(
  targets: readonly StackTarget[],
  functionName: string,
  { accountId, region }: Pick<LocalAws, 'accountId' | 'region'>,
): StackTarget | { readonly error: FunctionError } {
  const parts = FORM.exec(functionName)?.groups;
  if (!parts)
    return refused(
      'ValidationException',
      `"${functionName}" is not a name or an ARN of a function`,
    );
  const target = targets.find(({ definition }) => definition.name === parts.name);
  const here = (parts.account ?? accountId) === accountId && (parts.region ?? region) === region;
  if (!target || !here) {
    const known = targets.map(({ definition }) => definition.name).join(', ');
    const missing = `there is no function "${functionName}" in ${accountId}, ${region}`;
    return refused('ResourceNotFoundException', `${missing}; there is ${known}`);
  }
  const { durable, name, qualifiers } = target.definition;
  if (durable && parts.qualifier === undefined) {
    const message = `"${functionName}": a durable function must be invoked with a qualifier, as ${name}:${qualifiers[0] ?? '$LATEST'}`;
    return refused('InvalidParameterValueException', message);
  }
  if ([undefined, '$LATEST', ...qualifiers].includes(parts.qualifier)) return target;
  const message = `${name} has no version or alias "${parts.qualifier}"`;
  return refused('ResourceNotFoundException', message);
}

function refused(name: string, message: string): { readonly error: FunctionError } {
  return { error: { name, message } };
}

import { evaluate } from '../../../local/iam/evaluate.ts';
import { contextOf } from '../../../local/iam/pattern.ts';
import { compilePolicy } from '../../../local/iam/policy.ts';
import type { IamCaller } from '../../../local/iam/principal.ts';
import { declared, ofType } from './parts.ts';
import type { Template } from './roles.ts';

const admin = 'arn:aws:iam::123456789012:role/admin';

/** Others than Lambda, none of whom may assume a role of a function. */
const others: readonly IamCaller[] = [
  { service: 'ec2.amazonaws.com' },
  { accountId: '123456789012', roleArn: admin, sessionArn: admin },
];

/** Roles that Lambda cannot assume, or somebody else can. */
export function trustProblems(template: Template): string[] {
  const stack = declared(template);
  return ofType(stack, 'AWS::IAM::Role').flatMap(([id, { arn, properties }]) => {
    const policy = compilePolicy(properties.AssumeRolePolicyDocument);
    const may = (caller: IamCaller) => {
      const request = { caller, action: 'sts:AssumeRole', resource: arn, context: contextOf({}) };
      return evaluate(request, { identity: [], resource: { policy, required: true } }).allowed;
    };
    return [
      ...(may({ service: 'lambda.amazonaws.com' }) ? [] : [`Lambda cannot assume ${id}`]),
      ...others.filter(may).map((other) => `${JSON.stringify(other)} can assume ${id}`),
    ];
  });
}

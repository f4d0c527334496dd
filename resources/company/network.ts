import type { Company } from './parameters.ts';
import { addToRoles, type Change, changeProperties } from './template.ts';

/**
 * All functions in a VPC. Lambda makes their network interfaces by their roles (lambda/latest/dg/configuration-vpc.html:
 * the actions have no narrower resource that would do); the code of a function may not, as the same page advises.
 */
export function withVpc({ subnets, securityGroups }: Company): Change {
  if (subnets.length === 0) return (template) => template;
  const vpc = { SubnetIds: [...subnets], SecurityGroupIds: [...securityGroups] };
  return (template) =>
    addToRoles(
      changeProperties(template, 'AWS::Lambda::Function', (it) => ({ ...it, VpcConfig: vpc })),
      'network',
      [
        {
          Sid: 'LambdaMakesNetworkInterfaces',
          Effect: 'Allow',
          Action: interfaces,
          Resource: '*', // interfaces that do not exist yet
        },
        {
          Sid: 'FunctionsDoNot',
          Effect: 'Deny',
          Action: interfaces,
          Resource: '*',
          Condition: { ArnLike: { 'lambda:SourceFunctionArn': anyFunction } },
        },
      ],
    );
}

const interfaces = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

const anyFunction = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the values in
  'Fn::Sub': 'arn:${AWS::Partition}:lambda:*:${AWS::AccountId}:function:*',
};

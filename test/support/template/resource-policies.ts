import { createPermissions, type Permissions } from '../../../local/iam/permissions.ts';
import type { Principal } from '../../../local/service/principal.ts';
import { declarePolicy } from '../../../local/stack/rights/resource-policies.ts';
import { declareStack } from '../../../local/stack/template/resources.ts';
import { everything } from './needs.ts';
import { place, rightsOf, STACK_NAME, type Template } from './roles.ts';

const { region, accountId } = place;
const queue = `arn:aws:sqs:${region}:${accountId}:${STACK_NAME}-deadletters`;
const topic = `arn:aws:sns:${region}:${accountId}:${STACK_NAME}-alerttopic`;
const bucket = `arn:aws:s3:::${STACK_NAME}-inventorybucket`;
const rule = `arn:aws:events:${region}:${accountId}:rule/${STACK_NAME}-push-rule-1`;
const foreignRule = `arn:aws:events:${region}:${accountId}:rule/foreign`;

/** Of services of AWS: who may do what with which source, or may not. */
const services: readonly (readonly [boolean, string, string, string, Record<string, string>])[] = [
  [true, 'events', 'sqs:SendMessage', queue, { 'aws:SourceArn': rule }],
  [false, 'events', 'sqs:SendMessage', queue, { 'aws:SourceArn': foreignRule }],
  [false, 'events', 'sqs:SendMessage', queue, {}],
  [false, 'events', 'sqs:ReceiveMessage', queue, { 'aws:SourceArn': rule }],
  [false, 'other', 'sqs:SendMessage', queue, { 'aws:SourceArn': rule }],
  [false, 'events', 'sqs:SendMessage', `${queue}-2`, { 'aws:SourceArn': rule }],
  [true, 'cloudwatch', 'sns:Publish', topic, { 'aws:SourceAccount': accountId }],
  [false, 'cloudwatch', 'sns:Publish', topic, { 'aws:SourceAccount': '999999999999' }],
  [false, 'cloudwatch', 'sns:Publish', topic, {}],
  [false, 'cloudwatch', 'sns:Subscribe', topic, { 'aws:SourceAccount': accountId }],
  [false, 'other', 'sns:Publish', topic, { 'aws:SourceAccount': accountId }],
];

/** What nobody may do without TLS. */
const plain: readonly (readonly [string, string])[] = [
  ['sqs:SendMessage', queue],
  ['sqs:ReceiveMessage', queue],
  ['sns:Publish', topic],
  ['s3:GetObject', `${bucket}/a`],
  ['s3:ListBucket', bucket],
];

/** What the policies of queue, topic and bucket allow too much, or too little. */
export function resourcePolicyProblems(template: Template): string[] {
  const permissions = createPermissions();
  const given = { name: STACK_NAME, template: rightsOf(template), parameters: everything };
  for (const resource of Object.values(declareStack(given, place).resources)) {
    declarePolicy({ ...place, permissions } as Parameters<typeof declarePolicy>[0], resource);
  }
  return [
    ...services.flatMap(([wanted, who, action, resource, context]) => {
      const secure = { 'aws:SecureTransport': 'true', ...context };
      const service = `${who}.amazonaws.com`;
      const may = permissions.allowsService(service, { action, resource, context: secure });
      if (may === wanted) return [];
      return [`${service} may${may ? '' : ' not'} ${action} with ${JSON.stringify(context)}`];
    }),
    ...strangers(permissions),
  ];
}

/** One whose own policies allow everything; and one of another account. */
function strangers(permissions: Permissions): string[] {
  const all = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  const [own, other] = [accountId, '999999999999'].map((account): Principal => {
    const roleArn = `arn:aws:iam::${account}:role/admin`;
    permissions.declareRole(roleArn, { identity: [all] });
    const who = { accessKeyId: 'x', sessionName: 's', startedAt: '2026-01-01T00:00:00Z' };
    return { ...who, accountId: account, roleArn };
  });
  const may = (who: Principal | undefined, action: string, resource: string, tls: string) =>
    who !== undefined &&
    !permissions.refusal(who, [{ action, resource, context: { 'aws:SecureTransport': tls } }]);
  return plain.flatMap(([action, resource]) => [
    ...(may(own, action, resource, 'true') ? [] : [`nobody may ${action} over TLS`]),
    ...(may(own, action, resource, 'false') ? [`anybody may ${action} without TLS`] : []),
    // The ARN of a bucket names no account.
    ...(!resource.includes(':s3:') && may(other, action, resource, 'true')
      ? [`another account may ${action}`]
      : []),
  ]);
}

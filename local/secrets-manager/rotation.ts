import { z } from 'zod';
import { AwsError } from '../http/errors.ts';
import { invalidParameter, invalidRequest } from './errors.ts';
import { onSecret, value } from './schemas.ts';
import type { Rotation, Secret } from './state.ts';

export const rotated = onSecret.extend({
  ClientRequestToken: value.ClientRequestToken,
  RotationLambdaARN: z.string().max(2048).optional(),
  RotationRules: z
    .object({
      AutomaticallyAfterDays: z.int().min(1).max(1000).optional(),
      Duration: z
        .string()
        .regex(/^[0-9]{1,2}h$/)
        .optional(),
      ScheduleExpression: z
        .string()
        .min(1)
        .max(256)
        .regex(/^[0-9A-Za-z()#?*\-/, ]+$/)
        .optional(),
    })
    .optional(),
  RotateImmediately: z.boolean().optional(),
});

/**
 * Sets how a secret is rotated. Nothing rotates it here: the local Secrets Manager cannot invoke a function, and
 * answers as AWS does for a function that it may not invoke. With `RotateImmediately: false` the configuration is
 * kept nevertheless.
 *
 * @throws AwsError `InvalidRequestException` without a function, `InvalidParameterException`,
 *   `AccessDeniedException`
 */
export function rotate(secret: Secret, input: z.output<typeof rotated>, now: Date): void {
  const lambdaArn = input.RotationLambdaARN ?? secret.rotation?.lambdaArn;
  if (lambdaArn === undefined) {
    throw invalidRequest('No Lambda rotation function ARN is associated with this secret.');
  }
  const rules = input.RotationRules ?? secret.rotation?.rules ?? {};
  if (rules.AutomaticallyAfterDays !== undefined && rules.ScheduleExpression !== undefined) {
    throw invalidParameter(
      'You can only specify one of AutomaticallyAfterDays or ScheduleExpression.',
    );
  }
  if (input.RotateImmediately ?? true) {
    throw new AwsError(
      'AccessDeniedException',
      'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
    );
  }
  secret.rotation = { enabled: true, lambdaArn, rules: withoutUndefined(rules), since: now };
}

/** @throws AwsError `InvalidRequestException` when rotation was never configured */
export function cancelRotation(secret: Secret): void {
  if (!secret.rotation) {
    throw invalidRequest('No Lambda rotation function ARN is associated with this secret.');
  }
  secret.rotation.enabled = false;
}

/** The rotation members of DescribeSecret and ListSecrets; none for a secret whose rotation was never configured. */
export function rotationView({ rotation }: Secret) {
  if (!rotation) return {};
  const { enabled, lambdaArn, rules, since } = rotation;
  const days = rules.AutomaticallyAfterDays;
  const next = days === undefined ? undefined : new Date(since.getTime() + days * 86_400_000);
  return {
    RotationEnabled: enabled,
    RotationLambdaARN: lambdaArn,
    RotationRules: rules,
    ...(enabled && next && { NextRotationDate: next }),
  };
}

function withoutUndefined(rules: object): Rotation['rules'] {
  return Object.fromEntries(Object.entries(rules).filter(([, rule]) => rule !== undefined));
}

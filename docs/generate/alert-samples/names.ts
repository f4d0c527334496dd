import type { Held } from '../../../shared/actions/held.ts';
import type { LimitedKind } from '../../../shared/config/schema/limited-kinds.ts';

/** Values that the samples share. */

export const repository = 'platform/web';
export const tag = 'latest';
export const digest = 'sha256:fa15c8ce4954b2ac6bbbb7ab2b4ed9e2e8a1f4f4b6ad1d0f6f6b2f6a0b3f6c11';
export const otherDigest =
  'sha256:29004f1078eb4b0a8d5f1c0f6a4f2c7c1d6f0b9e8a7d6c5b4a39281706f5e4d3';
export const actId = '20261127T090000000Z-3fa9c1d2';
export const now = new Date('2026-11-27T09:00:00Z');

export const origin = {
  account: '123456789012',
  region: 'eu-west-1',
  stage: 'prod',
  stack: 'ecr-steward-prod',
};

export function heldBy(kind: LimitedKind, most: number): Held {
  return { kind, per: 'run', most, used: most };
}

/** The error when IAM denies a call of a function of the stack. */
export function denied(action: string, name: string): Error {
  const function_ = `ecr-steward-prod-${name}`;
  const who = `arn:aws:sts::123456789012:assumed-role/${function_}/${function_}`;
  const error = new Error(`User: ${who} is not authorized to perform: ${action}`);
  error.name = 'AccessDeniedException';
  return error;
}

import { randomUUID } from 'node:crypto';
import type { Outcome } from '../http/gate.ts';
import { trailEvent } from '../service/cloudtrail.ts';
import type { Principal } from '../service/principal.ts';
import type { Ecr } from './model/ecr.ts';
import { repositoryArn } from './model/registry.ts';

/** A call that ECR makes on behalf of a registry client that pulls or pushes. */
export interface CallOnBehalf {
  operation: string;
  /** The principal of the client's token. */
  caller: Principal;
  input: { repositoryName: string };
  outcome: Outcome;
}

/**
 * Sends the event that CloudTrail records: the client's identity, with ECR as source and agent (Amazon ECR user
 * guide, "Logging actions with CloudTrail").
 */
export function recordOnBehalf(ecr: Ecr, call: CallOnBehalf): void {
  const { registry, now } = ecr;
  const event = trailEvent({
    service: {
      name: 'ecr',
      resourceOf: () => repositoryArn(registry, call.input.repositoryName),
      recorded: (_part, value) => value,
    },
    operation: call.operation,
    accountId: registry.accountId,
    region: registry.region,
    caller: call.caller,
    requestId: randomUUID(),
    sourceIp: 'ecr.amazonaws.com',
    userAgent: 'ecr.amazonaws.com',
    invokedBy: 'ecr.amazonaws.com',
    at: now(),
    input: call.input,
    outcome: call.outcome,
  });
  ecr.emit(event);
}

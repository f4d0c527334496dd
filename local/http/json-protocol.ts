import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerOf } from '../service/caller.ts';
import { trailEvent } from '../service/cloudtrail.ts';
import { type Principal, principalArn } from '../service/principal.ts';
import type { JsonService, Operation } from '../service/service.ts';
import { parseJsonBody, readBody } from './body.ts';
import { AwsError, toAwsError } from './errors.ts';
import type { Outcome } from './gate.ts';
import { requirePrincipal, type Site } from './site.ts';
import { toWire } from './wire.ts';

/** Answers one request to a service that speaks AWS JSON 1.1. */
export async function answerJson(
  site: Site,
  service: JsonService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const outcome = await carryOut(site, service, request, requestId).catch(failed);
  if (!outcome) {
    request.socket.destroy();
    return;
  }
  const [status, body] =
    'output' in outcome
      ? [200, toWire(outcome.output)]
      : [outcome.error.status, errorBody(service, outcome.error)];
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': requestId,
    // After a request that was refused half-read, its connection cannot be reused.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(JSON.stringify(body));
}

function failed(thrown: unknown): Outcome {
  return { error: toAwsError(thrown) };
}

function errorBody({ messageMember }: JsonService, { name, message, members }: AwsError): object {
  return { __type: name, [messageMember]: message, ...members };
}

async function carryOut(
  site: Site,
  service: JsonService,
  request: IncomingMessage,
  requestId: string,
): Promise<Outcome | undefined> {
  const body = await readBody(request);
  const caller = requirePrincipal(site, callerOf(request));
  const operation = requireOperation(service, request);
  const input = parseJsonBody(body);
  return site.gate.pass({
    service: service.name,
    operation: operation.name,
    input,
    caller,
    region: site.region,
    principalArn: principalArn(caller),
    resource: service.subjectOf(input),
    policyOf: service.policyOf,
    where: site.where,
    run: () => operation.call(input, caller),
    wire: toWire,
    settled: (outcome) => {
      if (!operation.write) return;
      site.emit(recorded(site, { service, operation, request, requestId, caller, input, outcome }));
    },
  });
}

function requireOperation(service: JsonService, request: IncomingMessage): Operation {
  const name = String(request.headers['x-amz-target']).slice(service.target.length + 1);
  const operation = service.operations.get(name);
  if (operation) return operation;
  throw new AwsError(
    'UnknownOperationException',
    `The local AWS does not have the operation ${service.name}:${name}`,
  );
}

function recorded(
  site: Site,
  call: {
    service: JsonService;
    operation: Operation;
    request: IncomingMessage;
    requestId: string;
    caller: Principal;
    input: object;
    outcome: Outcome;
  },
) {
  return trailEvent({
    service: call.service,
    operation: call.operation.name,
    accountId: site.accountId,
    region: site.region,
    caller: call.caller,
    requestId: call.requestId,
    sourceIp: call.request.socket.remoteAddress ?? '127.0.0.1',
    userAgent: call.request.headers['user-agent'] ?? '',
    at: site.now(),
    input: call.input,
    outcome: call.outcome,
  });
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/body.ts';
import { AwsError, toAwsError } from '../http/errors.ts';
import type { Outcome } from '../http/gate.ts';
import { deadToken, type Site } from '../http/site.ts';
import type { Regions } from '../regions.ts';
import { callerOf } from '../service/caller.ts';
import { type Principal, principalArn, principalId, principalOf } from '../service/principal.ts';
import { assumeRole } from './assume-role.ts';
import { answerXml, errorXml } from './xml.ts';

/**
 * Answers one request to STS, signed for any region. It has GetCallerIdentity and AssumeRole, and speaks the AWS
 * query protocol. CloudTrail records both as reads, so neither sends an event.
 */
export async function answerSts(
  regions: Regions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const answer = await answerTo(regions, request, requestId).catch((thrown) => {
    const error = toAwsError(thrown);
    return { status: error.status, body: errorXml(error, requestId) };
  });
  if (!answer) {
    request.socket.destroy();
    return;
  }
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
  response.writeHead(answer.status, headers);
  response.end(answer.body);
}

/** @returns `undefined` when a fault cuts the connection */
async function answerTo(
  regions: Regions,
  request: IncomingMessage,
  requestId: string,
): Promise<{ status: number; body: string } | undefined> {
  const input = Object.fromEntries(new URLSearchParams(await readBody(request)));
  const { site } = regions.home;
  const who = requireCaller(site, request);
  const operation = input.Action ?? '*';
  const outcome: Outcome | undefined = await site.gate.pass({
    service: 'sts',
    operation,
    input,
    caller: who,
    region: site.region,
    principalArn: principalArn(who),
    resource: input.RoleArn ?? '*',
    run: () => carryOut(regions, who, operation, input),
    wire: (output) => output,
  });
  if (outcome && 'error' in outcome) throw outcome.error;
  return outcome && { status: 200, body: answerXml(operation, outcome.output, requestId) };
}

function carryOut(
  regions: Regions,
  who: Principal,
  operation: string,
  input: object,
): object | Promise<object> {
  switch (operation) {
    case 'AssumeRole':
      return assumeRole(regions, who, input);
    case 'GetCallerIdentity':
      return { Arn: principalArn(who), UserId: principalId(who), Account: who.accountId };
    default: {
      const message = `The local AWS does not have the operation sts:${operation}`;
      throw new AwsError('InvalidAction', message);
    }
  }
}

function requireCaller(site: Site, request: IncomingMessage): Principal {
  const caller = callerOf(request);
  if (!caller) {
    throw new AwsError(
      'MissingAuthenticationToken',
      'Request is missing Authentication Token',
      403,
    );
  }
  const who = principalOf(caller, site.defaultAccount, site.now());
  if (who === 'expired') throw new AwsError('ExpiredToken', deadToken(who), 403);
  if (who === 'invalid') throw new AwsError('InvalidClientTokenId', deadToken(who), 403);
  return who;
}

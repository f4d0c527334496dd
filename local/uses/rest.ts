import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { toAwsError } from '../http/errors.ts';
import type { Outcome } from '../http/gate.ts';
import type { Handler } from '../http/listener.ts';
import { requirePrincipal, type Site } from '../http/site.ts';
import { toWire } from '../http/wire.ts';
import { callerOf } from '../service/caller.ts';
import { principalArn } from '../service/principal.ts';

/** A call of a service that speaks REST, read from its request. */
export interface RestCall {
  operation: string;
  input: object;
  run(): object;
}

/**
 * Answers the calls of a service that speaks REST with JSON.
 *
 * @param callOf - Reads a request; an AwsError that it throws is the answer.
 */
export function restHandler(
  site: Site,
  service: string,
  callOf: (request: IncomingMessage) => RestCall | Promise<RestCall>,
): Handler {
  return (request, response) => {
    void answerTo(request)
      .catch((thrown) => ({ error: toAwsError(thrown) }))
      .then((outcome) => {
        if (!outcome) return request.socket.destroy();
        response.setHeader('content-type', 'application/json');
        response.setHeader('x-amzn-requestid', randomUUID());
        if ('output' in outcome) return response.end(JSON.stringify(toWire(outcome.output)));
        const { name, message, status } = outcome.error;
        response.writeHead(status, { 'x-amzn-errortype': name });
        return response.end(JSON.stringify({ Type: 'User', Message: message, message }));
      });
  };

  async function answerTo(request: IncomingMessage): Promise<Outcome | undefined> {
    const who = requirePrincipal(site, callerOf(request));
    const call = await callOf(request);
    return site.gate.pass({
      ...{ service, ...call, caller: who, region: site.region, resource: '*', where: site.where },
      principalArn: principalArn(who),
      wire: toWire,
    });
  }
}

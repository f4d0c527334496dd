import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { isDistribution } from '../distribution/service.ts';
import { callerOf } from '../service/principal.ts';
import type { JsonService } from '../service/service.ts';
import { answerSts } from '../sts/sts.ts';
import { answerJson, type Site } from './json-protocol.ts';
import type { Handler } from './listener.ts';

/** What the signatures of requests to S3, SNS and SQS are scoped to. */
const storageServices = new Set(['s3', 's3express', 'sns', 'sqs']);

/** Hands each request on one port to the service that it is for; what names none is taken for S3. */
export function createRouter(
  site: Site,
  services: readonly JsonService[],
  others: { storage: Handler; distribution: Handler },
): Handler {
  const byTarget = new Map(services.map((service) => [service.target, service]));
  return (request, response) => {
    const target = request.headers['x-amz-target'];
    const scope = callerOf(request.headers.authorization, request.url)?.service;
    const service =
      typeof target === 'string' ? byTarget.get(target.split('.')[0] ?? '') : undefined;
    if (service) void answerJson(site, service, request, response);
    else if (scope === 'sts') void answerSts(site, request, response);
    else if (scope === undefined && isDistribution(request.url))
      others.distribution(request, response);
    else if (scope === undefined || storageServices.has(scope)) others.storage(request, response);
    else refuse(response, scope);
  };
}

function refuse(response: ServerResponse, service: string): void {
  response.writeHead(400, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    'x-amzn-errortype': 'UnknownOperationException',
    connection: 'close',
  });
  const message = `The embedded AWS does not have the service ${service}`;
  response.end(JSON.stringify({ __type: 'UnknownOperationException', message }));
}

import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { isDistribution } from '../distribution/service.ts';
import { peerFor } from '../peers.ts';
import { type Caller, callerOf } from '../service/caller.ts';
import type { JsonService } from '../service/service.ts';
import { answerSts } from '../sts/sts.ts';
import { answerJson } from './json-protocol.ts';
import type { Handler } from './listener.ts';
import type { Site } from './site.ts';

/** What the signatures of requests to S3, SNS and SQS are scoped to. */
const storageServices = new Set(['s3', 's3express', 'sns', 'sqs']);

/**
 * Hands each request on one port to the service that it is for; what names none is taken for S3. Of peers, one
 * reaches ECR and Secrets Manager; STS and the storage services are those of home for everybody.
 */
export function createRouter(
  site: Site,
  services: readonly JsonService[],
  others: { storage: Handler; distribution: Handler; lambda: Handler },
): Handler {
  const byTarget = new Map(services.map((service) => [service.target, service]));
  return (request, response) => {
    const target = request.headers['x-amz-target'];
    const caller = callerOf(request);
    const scope = caller?.service;
    const service = byTarget.get(String(target).split('.')[0] ?? '');
    if (service) jsonHandler(site, service, caller)(request, response);
    else if (scope === 'sts') void answerSts(site, request, response);
    else if (scope === 'lambda') others.lambda(request, response);
    else if (scope === undefined && isDistribution(request.url))
      others.distribution(request, response);
    else if (scope === undefined || storageServices.has(scope)) others.storage(request, response);
    else refuse(response, scope);
  };
}

/** Of the registry that the caller is at: home, or a peer. */
function jsonHandler(site: Site, service: JsonService, caller: Caller | undefined): Handler {
  const home: Handler = (request, response) => void answerJson(site, service, request, response);
  return peerFor(site, caller)?.answer ?? home;
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

import type { IncomingMessage, ServerResponse } from 'node:http';
import { repositoryArn } from '../ecr/model/registry.ts';
import type { Exchanges } from '../http/exchange.ts';
import type { Gate } from '../http/gate.ts';
import type { Handler } from '../http/listener.ts';
import { principalArn } from '../service/principal.ts';
import { authenticate } from './auth.ts';
import { carryOut } from './dispatch.ts';
import { type Refusal, refuse, told, toRefusal } from './refusal.ts';
import type { Call, Door } from './request.ts';
import { operationOf, parseRoute, type Route } from './routes.ts';
import { isSigned } from './signed-url.ts';

/** Where registry clients arrive. */
export interface DistributionSite extends Door {
  /** What clients know it as, for the challenge. */
  readonly endpoint: string;
  /** Ask for a login; without, anybody may pull and push. */
  readonly auth: boolean;
  /** As in an exchange. */
  readonly where?: string | undefined;
  readonly gate: Gate;
  readonly exchanges: Exchanges;
}

/** Is a request for the registry? No S3 bucket can be meant: their names have three characters or more. */
export function isDistribution(url = ''): boolean {
  return /^\/v2(?:[/?]|$)/.test(url);
}

/** The registry as a handler of requests. */
export function distributionHandler(site: DistributionSite): Handler {
  return (request, response) => void answerDistribution(site, request, response);
}

/**
 * Answers one request of the Registry v2 API, which became the OCI distribution specification. Faults see it
 * as the operation of ECR's API that it stands for, such as `ecr:PutImage`.
 */
async function answerDistribution(
  site: DistributionSite,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('docker-distribution-api-version', 'registry/2.0');
  const start = performance.now();
  const { method = 'GET', url = '' } = request;
  let operation = '*';
  let failure: Refusal | undefined;
  try {
    const { registry, now } = site.ecr;
    const isReading = method === 'GET' || method === 'HEAD';
    const auth = site.auth && !(isReading && isSigned(registry, url, now()));
    const caller = authenticate({ ...site, ...site.ecr, auth }, request.headers.authorization);
    const [path = '', query] = url.split('?');
    const route = parseRoute(path);
    operation = operationOf(route, method);
    const call = { request, response, caller, query: new URLSearchParams(query) };
    if (!(await passes(site, operation, route, call))) return;
    await carryOut(site, call, route);
  } catch (thrown) {
    failure = toRefusal(thrown, request, response);
    refuse(request, response, failure);
  }
  site.exchanges.publish({
    service: 'distribution',
    operation,
    ...(site.where && { where: site.where }),
    input: { method, url },
    ...(failure && { error: told(failure) }),
    durationMs: performance.now() - start,
  });
}

/** @returns `false` when a fault has cut the connection @throws AwsError that a fault puts in place of an answer */
async function passes(
  { gate, ecr }: DistributionSite,
  operation: string,
  route: Route,
  { request, response, caller }: Call,
): Promise<boolean> {
  const verdict = await gate.judge({
    service: 'ecr',
    operation,
    principalArn: principalArn(caller),
    resource: 'name' in route ? repositoryArn(ecr.registry, route.name) : '*',
  });
  if (verdict.error) throw verdict.error;
  if (verdict.drop === 'before') request.socket.destroy();
  if (verdict.drop === 'after') {
    // Headers go out when the request has taken effect; in their stead the connection goes.
    response.writeHead = () => {
      request.socket.destroy();
      return response;
    };
  }
  return verdict.drop !== 'before';
}

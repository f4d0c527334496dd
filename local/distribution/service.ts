import type { IncomingMessage, ServerResponse } from 'node:http';
import { policyOf, repositoryArn } from '../ecr/model/registry.ts';
import type { Exchanges } from '../http/exchange.ts';
import type { Gate } from '../http/gate.ts';
import type { Handler } from '../http/listener.ts';
import { principalArn } from '../service/principal.ts';
import { authenticate } from './auth.ts';
import { carryOut } from './dispatch.ts';
import { type Refusal, refusalError, refuse, toRefusal } from './refusal.ts';
import type { Call, RegistryContext } from './request.ts';
import { operationOf, parseRoute, type Route } from './routes.ts';
import { isSigned } from './signed-url.ts';

/** The registry that clients address. */
export interface DistributionSite extends RegistryContext {
  /** Its address for clients, for the challenge. */
  readonly endpoint: string;
  /** Require a login; without it, anybody may pull and push. */
  readonly auth: boolean;
  /** As in an exchange. */
  readonly where?: string | undefined;
  readonly gate: Gate;
  readonly exchanges: Exchanges;
}

/** Is a request for the registry? It cannot be an S3 bucket: their names have at least three characters. */
export function isDistribution(url = ''): boolean {
  return /^\/v2(?:[/?]|$)/.test(url);
}

/** The registry as a handler of requests. */
export function distributionHandler(site: DistributionSite): Handler {
  return (request, response) => void answerDistribution(site, request, response);
}

/**
 * Answers one request of the Registry v2 API, which became the OCI distribution specification. For faults, it is
 * the corresponding operation of ECR's API, such as `ecr:PutImage`.
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
    ...(failure && { error: refusalError(failure) }),
    durationMs: performance.now() - start,
  });
}

/** @returns `false` when a fault has cut the connection @throws AwsError that a fault returns instead of a response */
async function passes(
  { gate, ecr }: DistributionSite,
  operation: string,
  route: Route,
  { request, response, caller }: Call,
): Promise<boolean> {
  const verdict = await gate.judge({
    service: 'ecr',
    operation,
    caller,
    region: ecr.registry.region,
    principalArn: principalArn(caller),
    resource: 'name' in route ? repositoryArn(ecr.registry, route.name) : '*',
    policyOf: (arn) => policyOf(ecr.registry, arn),
  });
  if (verdict.error) throw verdict.error;
  if (verdict.drop === 'before') request.socket.destroy();
  if (verdict.drop === 'after') {
    // Headers are sent after the request took effect; a fault cuts the connection instead.
    response.writeHead = () => {
      request.socket.destroy();
      return response;
    };
  }
  return verdict.drop !== 'before';
}

import { registryOf } from '../distribution/registry-of.ts';
import { isDistribution } from '../distribution/service.ts';
import type { Peer } from '../peers.ts';
import type { Region } from '../region.ts';
import type { Regions } from '../regions.ts';
import { type Caller, callerOf } from '../service/caller.ts';
import { answerSts } from '../sts/sts.ts';
import { answerJson } from './json-protocol.ts';
import type { Handler } from './listener.ts';
import { refuseService } from './unknown-service.ts';

/** The service names in signatures of requests to S3, SNS and SQS. */
const storageServices = new Set(['s3', 's3express', 'sns', 'sqs']);

/**
 * Routes each request on the one port to its service; a request that names none goes to S3. ECR, Secrets Manager,
 * EventBridge, and the services that run images, are those of the caller's account and region; STS and the storage
 * services are the same for all callers.
 */
export function createRouter(
  regions: Regions,
  { storage, dynamodb }: { storage: Handler; dynamodb: Handler },
): Handler {
  return (request, response) => {
    const target = String(request.headers['x-amz-target']).split('.')[0] ?? '';
    const caller = callerOf(request);
    const at = (place: Region | Peer, handlerOf: (region: Region) => Handler) =>
      handlerAt(place, handlerOf)(request, response);
    if (regions.home.services.has(target)) return at(regions.of(caller), targetOf(target));
    if (target.startsWith('DynamoDB_')) return dynamodb(request, response);
    if (caller !== undefined) return signed(caller)(request, response);
    if (!isDistribution(request.url)) return storage(request, response);
    return at(registryOf(regions, request), ({ distribution }) => distribution);
  };

  function signed(caller: Caller): Handler {
    const { service } = caller;
    if (service === 'batch') return handlerAt(regions.of(caller), ({ batch }) => batch);
    if (service === 'lambda') return handlerAt(regions.of(caller), ({ lambda }) => lambda);
    if (service === 'inspector2') {
      return handlerAt(regions.of(caller), ({ inspector }) => inspector);
    }
    if (storageServices.has(service)) return storage;
    return (request, response) => {
      if (service === 'sts') void answerSts(regions, request, response);
      else refuseService(service, request, response);
    };
  }
}

/** A peer does its own routing. */
function handlerAt(place: Region | Peer, handlerOf: (region: Region) => Handler): Handler {
  return 'answer' in place ? place.answer : handlerOf(place);
}

function targetOf(target: string): (region: Region) => Handler {
  return ({ services, site }) =>
    (request, response) => {
      const service = services.get(target);
      if (service) void answerJson(site, service, request, response);
    };
}

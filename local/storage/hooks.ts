import type { Exchange, Exchanges } from '../http/exchange.ts';
import type { FaultVerdict } from '../http/fault-injector.ts';
import type { Gate } from '../http/gate.ts';
import { principalArn } from '../service/principal.ts';
import { storageCaller } from '../service/session.ts';
import { errorAnswer, readError } from './answers.ts';
import type { StorageApp } from './app.ts';
import { reachableQueueUrls, urlOperations } from './queue-urls.ts';
import { identify, type StorageRequest } from './requests.ts';

interface Passage {
  exchange: Omit<Exchange, 'durationMs'>;
  start: number;
  verdict: FaultVerdict;
}

interface Surroundings {
  gate: Gate;
  exchanges: Exchanges;
  accountId: string;
  region: string;
  endpoint: string;
  now: () => Date;
}

/** Passes the calls of the storage services through the gate, with its faults and listeners. */
export function passThroughGate(
  app: StorageApp,
  { gate, exchanges, accountId, endpoint, now, ...home }: Surroundings,
): void {
  const passages = new WeakMap<object, Passage>();
  app.addHook('preHandler', async (request, reply) => {
    const call = identify(request);
    const start = performance.now();
    const { who: caller, region = home.region, refused } = storageCaller(request, accountId, now());
    const who = { principalArn: principalArn(caller) };
    const input = inputOf(request);
    const judged = await gate.judge({
      ...call,
      ...who,
      resource: request.url,
      caller,
      region,
      input,
    });
    const verdict = refused && !judged.drop ? { ...judged, error: refused } : judged;
    const exchange = { ...call, ...who, input };
    passages.set(request, { exchange, start, verdict });
    if (verdict.drop === 'before') {
      reply.hijack();
      request.raw.socket.destroy();
    } else if (verdict.error) {
      const { type, body } = errorAnswer(call.service, verdict.error);
      return reply.status(verdict.error.status).type(type).send(body);
    }
    return undefined;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const passage = passages.get(request);
    if (!passage) return payload;
    const failed = reply.statusCode >= 400 && { error: readError(payload, reply.statusCode) };
    const durationMs = performance.now() - passage.start;
    exchanges.publish({ ...passage.exchange, ...failed, durationMs });
    if (passage.verdict.drop === 'after') request.raw.socket.destroy();
    const holdsUrls = typeof payload === 'string' && urlOperations.has(passage.exchange.operation);
    return holdsUrls ? reachableQueueUrls(payload, endpoint) : payload;
  });
}

/** The input of an exchange: messages as sent; of S3 only the parameters, since the body is the object itself. */
function inputOf({ method, url, body, headers }: StorageRequest): unknown {
  const copySource = headers['x-amz-copy-source'];
  const isObject = Buffer.isBuffer(body) || body === undefined || body === null;
  return isObject ? { method, url, ...(copySource && { copySource }) } : body;
}

import type { FauxqsServer } from 'fauxqs';

/**
 * fauxqs names queues `http://sqs.<region>.localhost:<port>/…`, a host that not every machine can look up, and
 * SDKs send to the address that a queue's URL has. Queues are known by account and name, so ours has the
 * endpoint that clients know instead.
 */
export function reachableQueueUrls(text: string, endpoint: string): string {
  return text.replaceAll(
    /http:\/\/(?:sqs\.[a-z0-9-]+\.localhost|127\.0\.0\.1)(:\d+)?(?=\/\d{12}\/)/g,
    endpoint,
  );
}

/** The operations whose answers hold queue URLs; those that hold messages must pass untouched. */
export const urlOperations: ReadonlySet<string> = new Set([
  'CreateQueue',
  'GetQueueUrl',
  'ListQueues',
  'ListDeadLetterSourceQueues',
]);

/** The same server, with reachable URLs from the inside too. */
export function withReachableQueueUrls(server: FauxqsServer, endpoint: string): FauxqsServer {
  const createQueue: FauxqsServer['createQueue'] = (...args) => {
    const [name, { region = '' } = {}] = args;
    const known = server.inspectQueue(name);
    // To make it anew would take its messages.
    const isThere = known?.arn.split(':')[3] === region;
    const queue = isThere
      ? { queueName: name, queueArn: known.arn, queueUrl: known.url }
      : server.createQueue(...args);
    return { ...queue, queueUrl: reachableQueueUrls(queue.queueUrl, endpoint) };
  };
  const inspectQueue: FauxqsServer['inspectQueue'] = (name) => {
    const queue = server.inspectQueue(name);
    return queue && { ...queue, url: reachableQueueUrls(queue.url, endpoint) };
  };
  return Object.create(server, {
    createQueue: { value: createQueue },
    inspectQueue: { value: inspectQueue },
  });
}

import type { FauxqsServer } from 'fauxqs';

/**
 * fauxqs names queues `http://sqs.<region>.localhost:<port>/…`, a host that not every machine can resolve, and SDKs
 * send requests to the queue's URL. Queues are identified by account and name, so our URLs have the endpoint
 * instead.
 */
export function reachableQueueUrls(text: string, endpoint: string): string {
  return text.replaceAll(
    /http:\/\/(?:sqs\.[a-z0-9-]+\.localhost|127\.0\.0\.1)(:\d+)?(?=\/\d{12}\/)/g,
    endpoint,
  );
}

/** The operations whose answers hold queue URLs; those that hold messages must not be changed. */
export const urlOperations: ReadonlySet<string> = new Set([
  'CreateQueue',
  'GetQueueUrl',
  'ListQueues',
  'ListDeadLetterSourceQueues',
]);

/** The same server; direct calls return reachable URLs, too. */
export function withReachableQueueUrls(server: FauxqsServer, endpoint: string): FauxqsServer {
  const createQueue: FauxqsServer['createQueue'] = (...args) => {
    const [name, { region = '' } = {}] = args;
    const known = server.inspectQueue(name);
    // Creating it again would delete its messages.
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

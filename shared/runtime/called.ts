/** The AWS call that failed with an error. */
export interface Call {
  /** As IAM names it: `ecr:DescribeRepositories`. */
  operation: string;
  /** Where it was sent: `https://api.ecr.eu-west-1.amazonaws.com`. */
  origin: string;
}

type Handler = (args: object) => Promise<object>;

interface Context {
  clientName?: string;
  commandName?: string;
}

/** The part of a client's middleware stack that is used here: its own types depend on its service. */
interface Stack {
  add(
    middleware: (next: Handler, context: Context) => Handler,
    options: { step: 'build'; name: string },
  ): void;
}

const calls = new WeakMap<object, Call>();

/**
 * Records with each error of a client which call failed, and where it was sent: the SDK does not.
 *
 * @returns the client itself.
 */
export function recordingCalls<Client extends { middlewareStack: object }>(client: Client): Client {
  const middleware =
    (next: Handler, { clientName = '', commandName = '' }: Context): Handler =>
    async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const operation = `${serviceOf(clientName)}:${commandName.replace(/Command$/, '')}`;
        if (error instanceof Error) calls.set(error, { operation, origin: originOf(args) });
        throw error;
      }
    };
  (client.middlewareStack as Stack).add(middleware, { step: 'build', name: 'recordingCalls' });
  return client;
}

/** The call that failed with this error; undefined for any other error. */
export function callOf(error: unknown): Call | undefined {
  return error instanceof Error ? calls.get(error) : undefined;
}

/** IAM's prefixes are the names of the SDK's clients in lower case. */
function serviceOf(clientName: string): string {
  return clientName.replace(/Client$/, '').toLowerCase();
}

function originOf(args: object): string {
  const { request } = args as {
    request?: { protocol?: string; hostname?: string; port?: number };
  };
  const { protocol = 'https:', hostname = '', port } = request ?? {};
  return `${protocol}//${hostname}${port ? `:${port}` : ''}`;
}

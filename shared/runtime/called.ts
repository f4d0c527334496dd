/** What an AWS call was, as its error tells it. */
export interface Call {
  /** As IAM has it: `ecr:DescribeRepositories`. */
  operation: string;
  /** Where it was sent: `https://api.ecr.eu-west-1.amazonaws.com`. */
  origin: string;
}

type Handler = (args: object) => Promise<object>;

interface Context {
  clientName?: string;
  commandName?: string;
}

/** The middleware of a client as far as it is added to here: its own types are those of its service. */
interface Stack {
  add(
    middleware: (next: Handler, context: Context) => Handler,
    options: { step: 'build'; name: string },
  ): void;
}

const calls = new WeakMap<object, Call>();

/**
 * Has the errors of a client tell which call failed, and where it was sent: the SDK's own do not.
 *
 * @returns the client itself.
 */
export function tellingCalls<Client extends { middlewareStack: object }>(client: Client): Client {
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
  (client.middlewareStack as Stack).add(middleware, { step: 'build', name: 'tellingCalls' });
  return client;
}

/** The call that an error is of; undefined for an error of anything else. */
export function callOf(error: unknown): Call | undefined {
  return error instanceof Error ? calls.get(error) : undefined;
}

/** IAM's prefixes are the names of the SDK's clients in small letters. */
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

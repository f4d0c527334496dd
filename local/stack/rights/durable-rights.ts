import type { ServerResponse } from 'node:http';
import type { LocalAws } from '../../aws.ts';
import type { AwsError } from '../../http/errors.ts';
import type { Mounts } from '../../http/mounts.ts';
import { check } from '../../iam/check.ts';
import type { DurableOptions } from '../../lambda/durable/function.ts';
import { storageCaller } from '../../service/session.ts';
import { functionArn } from '../template/arns.ts';
import type { FunctionSession } from './sessions.ts';

type Rights = Pick<LocalAws, 'permissions' | 'accountId' | 'region'>;

/** Serves the API of durable executions only to callers that are allowed to use it. */
export function guardedMount(aws: Rights & { mount: Mounts['mount'] }): Mounts['mount'] {
  return (path, handler) =>
    aws.mount(path, (request, response) => {
      const { who } = storageCaller(request, aws.accountId, new Date());
      const executionArn = decodeURIComponent(path.split('/')[3] ?? '');
      const isRead = request.method === 'GET';
      const operation = isRead ? 'GetDurableExecutionState' : 'CheckpointDurableExecution';
      const refused = check(aws.permissions, {
        ...{ service: 'lambda', operation, resource: executionArn },
        ...{ caller: who, region: aws.region },
      });
      if (refused) refuse(response, refused);
      else handler(request, response);
    });
}

/** `ctx.invoke` needs the permission to invoke that function. */
export function guardedChain(
  aws: Rights,
  session: FunctionSession | undefined,
  chain: DurableOptions['chain'],
): DurableOptions['chain'] {
  if (!session) return chain;
  return async (name, payload) => {
    const FunctionName = name.startsWith('arn:') ? name : functionArn(aws, name);
    const refused = check(aws.permissions, {
      ...{ service: 'lambda', operation: 'InvokeFunction', resource: '*' },
      ...{ input: { FunctionName }, caller: session.principal, region: aws.region },
    });
    if (!refused) return await chain(name, payload);
    return { ok: false, error: { name: refused.name, message: refused.message } };
  };
}

function refuse(response: ServerResponse, { name, message, status }: AwsError): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
  response.end(JSON.stringify({ Type: 'User', Message: message }));
}

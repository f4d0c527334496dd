import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { GetFunctionResponse, ListFunctionsResponse } from '@aws-sdk/client-lambda';
import { AwsError, toAwsError } from '../http/errors.ts';
import type { Handler } from '../http/listener.ts';
import { requirePrincipal, type Site } from '../http/site.ts';
import { callerOf } from '../service/caller.ts';
import { principalArn } from '../service/principal.ts';
import type { FunctionUse } from './uses.ts';

const ONLY_THESE = 'of Lambda, the local AWS has only ListFunctions and GetFunction';
const PATH = '/2015-03-31/functions';

/**
 * Lambda's ListFunctions and GetFunction over functions that the starter has declared; no other operation is
 * served.
 */
export function functionList(site: Site, functions: readonly FunctionUse[]): Handler {
  return (request, response) => {
    void answerTo(site, functions, request)
      .catch((thrown) => ({ error: toAwsError(thrown) }))
      .then((outcome) => {
        if (!outcome) return request.socket.destroy();
        response.setHeader('content-type', 'application/json');
        response.setHeader('x-amzn-requestid', randomUUID());
        if ('output' in outcome) return response.end(JSON.stringify(outcome.output));
        const { name, message, status } = outcome.error;
        response.writeHead(status, { 'x-amzn-errortype': name });
        return response.end(JSON.stringify({ Type: 'User', Message: message }));
      });
  };
}

async function answerTo(site: Site, functions: readonly FunctionUse[], request: IncomingMessage) {
  const who = requirePrincipal(site, callerOf(request));
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://local/');
  if (request.method !== 'GET' || !pathname.startsWith(PATH)) {
    throw new AwsError('UnknownOperationException', ONLY_THESE, 404);
  }
  const name = decodeURIComponent(pathname.slice(PATH.length).replace(/^\//, ''));
  const marker = searchParams.get('Marker') ?? undefined;
  const lists = name === '';
  return await site.gate.pass({
    service: 'lambda',
    operation: lists ? 'ListFunctions' : 'GetFunction',
    input: lists ? { ...(marker !== undefined && { Marker: marker }) } : { FunctionName: name },
    caller: who,
    region: site.region,
    principalArn: principalArn(who),
    resource: '*',
    where: site.where,
    run: () => (lists ? pageOf(functions, marker) : one(functions, name)),
    wire: (output) => output,
  });
}

/** The most that Lambda lists at a time (API reference, ListFunctions). */
const PAGE_SIZE = 50;

function pageOf(functions: readonly FunctionUse[], marker = '0'): ListFunctionsResponse {
  const end = Number(marker) + PAGE_SIZE;
  return {
    Functions: functions.slice(Number(marker), end).map(configurationOf),
    ...(end < functions.length && { NextMarker: String(end) }),
  };
}

function one(functions: readonly FunctionUse[], name: string): GetFunctionResponse {
  const found = functions.find((it) => it.name === name);
  if (!found) {
    throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
  }
  const { imageUri, resolvedImageUri } = found;
  return {
    Configuration: configurationOf(found),
    Code: {
      RepositoryType: imageUri ? 'ECR' : 'S3',
      ...(imageUri && { ImageUri: imageUri }),
      ...(resolvedImageUri && { ResolvedImageUri: resolvedImageUri }),
    },
  };
}

function configurationOf({ name, imageUri }: FunctionUse) {
  return { FunctionName: name, PackageType: imageUri ? ('Image' as const) : ('Zip' as const) };
}

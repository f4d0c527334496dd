import type {
  FunctionConfiguration,
  GetFunctionResponse,
  ListAliasesResponse,
  ListFunctionsResponse,
  ListVersionsByFunctionResponse,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../http/errors.ts';
import type { Handler } from '../http/listener.ts';
import type { Site } from '../http/site.ts';
import { arnStart } from '../service/partition.ts';
import { page } from './paging.ts';
import { type RestCall, restHandler } from './rest.ts';
import type { FunctionUse } from './uses.ts';

const ONLY_THESE =
  'of Lambda, the local AWS has only ListFunctions, ListVersionsByFunction, ListAliases, GetFunction';
const PATH = /^\/2015-03-31\/functions(?:\/([^/]+))?(\/aliases|\/versions)?\/?$/;

/** The most that Lambda lists at a time (API reference, ListFunctions). */
const PAGE_SIZE = 50;

/**
 * Lambda's ListFunctions, ListVersionsByFunction, ListAliases and GetFunction over functions that the starter has
 * declared; no other operation is served.
 */
export function functionList(site: Site, functions: readonly FunctionUse[]): Handler {
  const { accountId, region } = site;
  const start = `${arnStart(region)}:lambda:${region}:${accountId}:function:`;
  const versions = functions.map((it) => versionsOf(it, start));
  const latest = versions.flatMap(([it]) => it ?? []);
  const all = versions.flat();
  return restHandler(site, 'lambda', (request) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://local/');
    const [matched, part, list] = PATH.exec(pathname) ?? [];
    if (request.method !== 'GET' || matched === undefined) {
      throw new AwsError('UnknownOperationException', ONLY_THESE, 404);
    }
    const query = Object.fromEntries(searchParams);
    if (part === undefined)
      return listFunctions(query, query.FunctionVersion === 'ALL' ? all : latest);
    const input = { ...query, ...named(decodeURIComponent(part), query.Qualifier) };
    if (list === '/versions') return listVersions(input, all);
    return list ? listAliases(input, functions) : getFunction(input, all);
  });
}

type Query = Record<string, string | undefined>;

function listFunctions(input: Query, all: readonly Version[]): RestCall {
  return {
    operation: 'ListFunctions',
    input,
    run: () => {
      const { items, nextToken } = page(all, { nextToken: input.Marker }, PAGE_SIZE);
      const next = nextToken && { NextMarker: nextToken.nextToken };
      return {
        Functions: items.map(({ configuration }) => configuration),
        ...next,
      } satisfies ListFunctionsResponse;
    },
  };
}

function listVersions(input: Query, all: readonly Version[]): RestCall {
  return {
    operation: 'ListVersionsByFunction',
    input,
    run: () => {
      const found = all.filter(({ configuration: it }) => it.FunctionName === input.FunctionName);
      if (found.length === 0) throw notFound(input);
      const size = Math.min(Number(input.MaxItems ?? PAGE_SIZE), PAGE_SIZE);
      const { items, nextToken } = page(found, { nextToken: input.Marker }, size);
      const next = nextToken && { NextMarker: nextToken.nextToken };
      return {
        Versions: items.map(({ configuration }) => configuration),
        ...next,
      } satisfies ListVersionsByFunctionResponse;
    },
  };
}

function listAliases(input: Query, functions: readonly FunctionUse[]): RestCall {
  return {
    operation: 'ListAliases',
    input,
    run: () => {
      const found = functions.find(({ name }) => name === input.FunctionName);
      if (!found) throw notFound(input);
      const { items, nextToken } = page(
        found.aliases ?? [],
        { nextToken: input.Marker },
        PAGE_SIZE,
      );
      const next = nextToken && { NextMarker: nextToken.nextToken };
      return {
        Aliases: items.map(({ name, version, weights }) => ({
          Name: name,
          FunctionVersion: version,
          ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }),
        })),
        ...next,
      } satisfies ListAliasesResponse;
    },
  };
}

function getFunction(input: Query, all: readonly Version[]): RestCall {
  return {
    operation: 'GetFunction',
    input,
    run: () => {
      const { FunctionName, Qualifier = LATEST } = input;
      const found = all.find(
        ({ configuration: it }) => it.FunctionName === FunctionName && it.Version === Qualifier,
      );
      if (!found) throw notFound(input);
      const { configuration, imageUri, resolvedImageUri } = found;
      return {
        Configuration: configuration,
        Code: {
          RepositoryType: imageUri ? 'ECR' : 'S3',
          ...(imageUri && { ImageUri: imageUri }),
          ...(resolvedImageUri && { ResolvedImageUri: resolvedImageUri }),
        },
      } satisfies GetFunctionResponse;
    },
  };
}

/** A function's name or ARN, each of them with or without a qualifier: `name:1`. */
function named(part: string, Qualifier?: string): Query {
  const [FunctionName, version = Qualifier] = part.split(':function:').at(-1)?.split(':') ?? [];
  return { FunctionName, ...(version && { Qualifier: version }) };
}

function notFound({ FunctionName, Qualifier }: Query): AwsError {
  const name = Qualifier === undefined ? FunctionName : `${FunctionName}:${Qualifier}`;
  return new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
}

const LATEST = '$LATEST';

interface Version {
  configuration: FunctionConfiguration;
  imageUri?: string | undefined;
  resolvedImageUri?: string | undefined;
}

/** $LATEST first. */
function versionsOf(use: FunctionUse, start: string): Version[] {
  const { versions = [] } = use;
  const numbered = versions.map((it, at) => ({ ...it, Version: `${it.version ?? at + 1}` }));
  return [{ ...use, Version: LATEST }, ...numbered].map(
    ({ Version, imageUri, resolvedImageUri }) => ({
      configuration: {
        ...{ FunctionName: use.name, Version, PackageType: imageUri ? 'Image' : 'Zip' },
        FunctionArn: `${start}${use.name}${Version === LATEST ? '' : `:${Version}`}`,
      },
      imageUri,
      resolvedImageUri,
    }),
  );
}

import {
  type FunctionConfiguration,
  GetFunctionCommand,
  type LambdaClient,
  paginateListAliases,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import type { Known } from '../known.ts';
import { type Found, type ImageUri, takeAtMost, unknownBeyond } from './bounds.ts';
import { inParts, unlessGone } from './parts.ts';

/** The most versions of functions of package type Image, and the most versions of a function that aliases name. */
const MOST = { versions: 50_000, functions: 10_000 };

const LATEST = '$LATEST';

export interface LambdaReading {
  /** How many of the last published versions of a function that no alias names count as on standby. */
  functionVersions: number;
  /** The URIs of published versions that earlier readings have read: these never change. It grows. */
  known: Known;
}

/** A function whose code is an image. */
interface ImageFunction {
  name: string;
  /** Numbers of its published versions, the last one first. */
  published: number[];
}

/** A version whose image is read. */
interface VersionOf {
  name: string;
  version: string;
  who: Omit<ImageUri, 'uri'>;
}

/**
 * The images of functions of package type Image, each as its URI and with the digest that Lambda has resolved: of
 * $LATEST, of each version that an alias names, and, on standby, of the last other published versions.
 */
export async function lambdaImages(
  lambda: LambdaClient,
  { functionVersions, known }: LambdaReading,
): Promise<Found> {
  const listed = await takeAtMost(
    'versions of functions',
    MOST.versions,
    paginateListFunctions({ client: lambda }, { FunctionVersion: 'ALL' }),
    (page) =>
      page.Functions?.filter(isImage).map(({ FunctionName = '', Version = LATEST }) => ({
        name: FunctionName,
        version: Version,
      })),
  );
  const functions = functionsOf(listed.items);
  const read = functions.slice(0, MOST.functions);
  const versions = await inParts(
    read,
    ({ name }) => `the aliases of ${name}`,
    (it) => versionsOf(lambda, it, functionVersions),
  );
  const images = await inParts(
    versions.items,
    ({ name, version }) => `the function ${name}:${version}`,
    (it) => imagesOf(lambda, it, known),
  );
  const beyond = [...listed.beyond, ...(read.length < functions.length ? ['functions'] : [])];
  return {
    items: images.items,
    unknown: [...unknownBeyond(beyond), ...versions.unknown, ...images.unknown],
  };
}

function isImage({ PackageType, FunctionName }: FunctionConfiguration): boolean {
  return PackageType === 'Image' && FunctionName !== undefined;
}

function functionsOf(listed: readonly { name: string; version: string }[]): ImageFunction[] {
  return [...Map.groupBy(listed, ({ name }) => name)].map(([name, versions]) => ({
    name,
    published: versions
      .flatMap(({ version }) => (version === LATEST ? [] : Number(version)))
      .sort((one, other) => other - one),
  }));
}

/** A function without published versions has no alias but for $LATEST, so that it is not asked for any. */
async function versionsOf(
  lambda: LambdaClient,
  { name, published }: ImageFunction,
  functionVersions: number,
): Promise<VersionOf[]> {
  const latest = { name, version: LATEST, who: { by: `Lambda function ${name}` } };
  if (published.length === 0) return [latest];
  const aliased = await aliasesOf(lambda, name);
  const others = published.filter((version) => !aliased.has(`${version}`));
  return [
    latest,
    ...[...aliased].map(([version, alias]) => ({
      ...{ name, version },
      who: { by: `Lambda function ${name}:${alias}` },
    })),
    ...others.slice(0, functionVersions).map((version) => ({
      ...{ name, version: `${version}` },
      who: { by: `Lambda function ${name}, version ${version}`, standby: true as const },
    })),
  ];
}

/** The name of an alias for each published version that one names, by weight of its routing too. */
async function aliasesOf(lambda: LambdaClient, FunctionName: string): Promise<Map<string, string>> {
  const reading = Array.fromAsync(paginateListAliases({ client: lambda }, { FunctionName }));
  const pages = await unlessGone(reading, ['ResourceNotFoundException'], []);
  const found = new Map<string, string>();
  for (const { Name = '', FunctionVersion, RoutingConfig } of pages.flatMap(
    ({ Aliases = [] }) => Aliases,
  )) {
    const weights = RoutingConfig?.AdditionalVersionWeights ?? {};
    for (const version of [FunctionVersion, ...Object.keys(weights)]) {
      if (version !== undefined && version !== LATEST) found.set(version, Name);
    }
  }
  return found;
}

/** None for a function, or a version, that was deleted since it was listed. */
async function imagesOf(
  lambda: LambdaClient,
  { name: FunctionName, version: Qualifier, who }: VersionOf,
  known: LambdaReading['known'],
): Promise<ImageUri[]> {
  const key = `lambda:${FunctionName}:${Qualifier}`;
  const isFixed = Qualifier !== LATEST;
  const uris = (isFixed && known.get(key)) || (await urisOf(lambda, { FunctionName, Qualifier }));
  // Lambda gives no number to a second version, not even after the function was deleted.
  if (isFixed && uris.length > 0) known.set(key, uris);
  return uris.map((uri) => ({ ...who, uri }));
}

async function urisOf(
  lambda: LambdaClient,
  version: { FunctionName: string; Qualifier: string },
): Promise<string[]> {
  const call = lambda.send(new GetFunctionCommand(version));
  const answer = await unlessGone(call, ['ResourceNotFoundException'], undefined);
  return [answer?.Code?.ImageUri, answer?.Code?.ResolvedImageUri].flatMap((uri) => uri ?? []);
}

import {
  GetFunctionCommand,
  type LambdaClient,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import { type Bounded, type ImageUri, takeAtMost } from './bounds.ts';

const MOST_FUNCTIONS = 2000;

/** The images of all functions of package type Image: the URI, and the digest that Lambda has resolved. */
export async function lambdaImages(lambda: LambdaClient): Promise<Bounded<ImageUri>> {
  const listed = await takeAtMost(
    'functions',
    MOST_FUNCTIONS,
    paginateListFunctions({ client: lambda }, {}),
    (page) => page.Functions,
  );
  const items: ImageUri[] = [];
  for (const { FunctionName, PackageType } of listed.items) {
    if (PackageType !== 'Image' || FunctionName === undefined) continue;
    const by = `Lambda function ${FunctionName}`;
    const uris = await urisOf(lambda, FunctionName);
    items.push(...uris.map((uri) => ({ by, uri })));
  }
  return { items, beyond: listed.beyond };
}

/** None for a function that was deleted since it was listed. */
async function urisOf(lambda: LambdaClient, FunctionName: string): Promise<string[]> {
  try {
    const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    return [Code?.ImageUri, Code?.ResolvedImageUri].flatMap((uri) => uri ?? []);
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
    throw error;
  }
}

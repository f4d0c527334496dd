import { ECRClient } from '@aws-sdk/client-ecr';
import type { TestAws } from '../local/start.ts';

/** A client whose calls by tag and digest are refused, and that lets others act before those by tag alone. */
export function refusingPairs(
  { config }: Pick<TestAws, 'config'>,
  before: () => Promise<unknown>,
): ECRClient {
  const ecr = new ECRClient(config);
  ecr.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'BatchDeleteImageCommand') return next(args);
        const { imageIds = [] } = args.input as { imageIds?: { imageDigest?: string }[] };
        if (imageIds[0]?.imageDigest === undefined) {
          await before();
          return next(args);
        }
        const failure = { imageId: imageIds[0], failureCode: 'Odd', failureReason: 'who knows' };
        return { output: { $metadata: {}, failures: [failure] }, response: {} };
      },
    { step: 'initialize' },
  );
  return ecr;
}

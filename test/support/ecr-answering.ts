import { ECRClient } from '@aws-sdk/client-ecr';

/** What each operation answers, by its input: `{ PutImage: () => ({}) }`. One that is not here fails. */
export type EcrAnswers = Readonly<
  Record<string, (input: Readonly<Record<string, unknown>>) => object>
>;

/** An ECR for answers that the local AWS does not give. Nothing is sent. */
export function ecrAnswering(answers: EcrAnswers): ECRClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const ecr = new ECRClient({ region: 'eu-west-1', credentials });
  ecr.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => {
        const answer = answers[commandName.replace(/Command$/, '')];
        if (answer === undefined) throw new TypeError(`${commandName} is not expected`);
        const output = { $metadata: {}, ...answer(input as Record<string, unknown>) };
        return { output, response: {} };
      },
    { step: 'initialize' },
  );
  return ecr;
}

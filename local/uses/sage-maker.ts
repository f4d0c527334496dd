import { z } from 'zod';
import { AwsError } from '../http/errors.ts';
import { byName, declareOperations, type JsonService, type Operation } from '../service/service.ts';
import { describeViolations } from '../service/validation.ts';
import { page } from './paging.ts';
import type { Answers } from './sage-maker/answers.ts';
import { componentAnswer, endpointAnswer, modelAnswer } from './sage-maker/hosting.ts';
import { processingAnswer, trainingAnswer } from './sage-maker/jobs.ts';
import type { SageMakerUse } from './sage-maker/uses.ts';

const { read } = declareOperations(
  (violations) => new AwsError('ValidationException', describeViolations(violations)),
);

/** What SageMaker lists at a time unless it is asked for more, and the most (API reference, ListEndpoints). */
const PAGE = { usual: 10, most: 100 };

const asked = z.object({
  NextToken: z.string().regex(/^\d+$/).optional(),
  MaxResults: z.int().min(1).max(PAGE.most).optional(),
  StatusEquals: z.string().optional(),
});

/**
 * SageMaker's lists and descriptions of endpoints, inference components, models, training and processing jobs that the
 * starter has declared. Nothing runs.
 */
export function sageMakerService(
  uses: SageMakerUse,
  { accountId, region }: { accountId: string; region: string },
): JsonService {
  const arn = (rest: string) => `arn:aws:sagemaker:${region}:${accountId}:${rest}`;
  const operations = [
    ...pair('Endpoint', 'Endpoints', endpointAnswer(uses.endpoints ?? [], arn)),
    ...pair(
      'InferenceComponent',
      'InferenceComponents',
      componentAnswer(uses.inferenceComponents ?? [], arn),
    ),
    ...pair('TrainingJob', 'TrainingJobSummaries', trainingAnswer(uses.trainingJobs ?? [], arn)),
    ...pair(
      'ProcessingJob',
      'ProcessingJobSummaries',
      processingAnswer(uses.processingJobs ?? [], arn),
    ),
    ...pair('Model', 'Models', modelAnswer(uses.models ?? [], arn)),
  ];
  return {
    name: 'sagemaker',
    target: 'SageMaker',
    messageMember: 'message',
    operations: byName(operations),
    resourceOf: () => undefined,
    subjectOf: () => '*',
    recorded: (_, value) => value,
  };
}

/** `List<kind>s` and `Describe<kind>`. */
function pair<Item extends { readonly name: string }>(
  kind: string,
  member: string,
  answers: Answers<Item>,
): Operation[] {
  const named = z.object({ [`${kind}Name`]: z.string().min(1) });
  return [
    read(`List${kind}s`, asked, ({ NextToken, MaxResults, StatusEquals }) => {
      const wanted = answers.all.filter(
        (it) => StatusEquals === undefined || StatusEquals === answers.statusOf(it),
      );
      const input = { nextToken: NextToken, maxResults: MaxResults };
      const { items, nextToken } = page(wanted, input, PAGE.usual);
      return {
        [member]: items.map(answers.summary),
        ...(nextToken && { NextToken: nextToken.nextToken }),
      };
    }),
    read(`Describe${kind}`, named, (input) => {
      const name = input[`${kind}Name`] ?? '';
      const found = answers.all.find((it) => it.name === name);
      if (!found) throw answers.missing(name);
      return answers.description(found);
    }),
  ];
}

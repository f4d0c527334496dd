import { functionsOf } from '../functions/functions.ts';
import { packageService } from '../template/packaged.ts';
import { declareStack } from '../template/resources.ts';
import type { Schedule } from './schedules.ts';

/** A schedule of a service, and the function that it starts. */
export interface ListedSchedule extends Pick<Schedule, 'name' | 'expression'> {
  functionName: string;
}

/**
 * The schedules that `Stack.fire` accepts, read from the template alone: no stack has to run.
 *
 * @param directory - Holds serverless.yml.
 * @throws StackDefinitionError
 */
export async function listSchedules(directory: string): Promise<ListedSchedule[]> {
  const place = { region: 'eu-west-1', accountId: '123456789012', endpoint: 'http://127.0.0.1' };
  const service = await packageService({ directory, stage: 'local', ...place });
  const { name: stack, stage, template, parameters } = service;
  const declared = declareStack({ name: `${stack}-${stage}`, template, parameters }, place);
  return functionsOf(declared).flatMap(({ key, schedules }) =>
    schedules.map(({ name, expression }) => ({ name, expression, functionName: key })),
  );
}

import { declarationsOf } from './definitions.ts';
import { readTriggers } from './rules.ts';
import type { Schedule } from './schedules.ts';
import { readService } from './service.ts';

/** A schedule of a service, and the function that it starts. */
export interface ListedSchedule extends Pick<Schedule, 'name' | 'expression'> {
  functionName: string;
}

/**
 * The schedules that `Stack.fire` accepts, read from serverless.yml alone: no stack has to run.
 *
 * @param directory - Holds serverless.yml.
 * @throws StackDefinitionError
 */
export async function listSchedules(directory: string): Promise<ListedSchedule[]> {
  const anywhere = { stage: 'local', region: 'eu-west-1', accountId: '123456789012' };
  const service = await readService({ directory, ...anywhere });
  const used = new Set<string>();
  return [...declarationsOf(service)].flatMap(([functionName, { events }]) => {
    const scheduled = [events ?? []].flat().filter(hasSchedule);
    const path = `functions.${functionName}.events`;
    const { schedules } = readTriggers(scheduled, path, functionName, used);
    return schedules.map(({ name, expression }) => ({ name, expression, functionName }));
  });
}

/** Patterns can refer to what only a running stack can resolve. */
function hasSchedule(event: unknown): boolean {
  const { schedule, eventBridge } = Object(event) as Record<string, unknown>;
  return (schedule ?? Object(eventBridge).schedule) !== undefined;
}

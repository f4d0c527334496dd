import { fileURLToPath } from 'node:url';
import { listSchedules } from '../../local/stack/rules/schedule-list.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { order } from '../local/running.ts';
import { printAnswer } from '../print/answer.ts';
import { paint, print, printJson } from '../print/print.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

/** `ecr-steward fire [schedule]`: fires a schedule of serverless.yml now; without a name, lists them. */
export async function fire(
  schedule: string | undefined,
  options: GlobalOptions,
): Promise<ExitCode> {
  if (schedule === undefined) return printSchedules(options);
  return printAnswer(await order({ schedule }, options), options);
}

const checkout = fileURLToPath(new URL('../..', import.meta.url));

async function printSchedules({ json }: GlobalOptions): Promise<ExitCode> {
  const schedules = await listSchedules(checkout);
  if (json) printJson({ schedules });
  const width = Math.max(...schedules.map(({ name }) => name.length));
  for (const { name, expression } of json ? [] : schedules) {
    print(`${name.padEnd(width)}  ${paint('dim', expression)}`);
  }
  if (!json) print('\nFire one of them: npx ecr-steward fire walk');
  return exitCodes.done;
}

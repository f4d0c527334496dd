import type { ExitCode } from './exit-codes.ts';
import { printAnswer } from './print-answer.ts';
import { order } from './running-local.ts';
import type { GlobalOptions } from './session.ts';

/** `ecr-steward fire <schedule>`: fires a schedule of serverless.yml now. */
export async function fire(schedule: string, options: GlobalOptions): Promise<ExitCode> {
  return printAnswer(await order({ schedule }, options), options);
}

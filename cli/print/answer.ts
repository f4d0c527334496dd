import type { ControlAnswer } from '../../local/stack/control.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { outcomeLine } from '../local/invocation-lines.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { paint, print, printJson } from './print.ts';

/** Prints the result of each function; an error when the last attempt of one of them failed. */
export function printAnswer(answer: ControlAnswer, { json }: GlobalOptions): ExitCode {
  if (json) printJson(answer);
  else
    for (const it of answer.invocations)
      print(`${paint('cyan', it.functionName)} ${outcomeLine(it)}`);
  const last = new Map(answer.invocations.map((it) => [it.functionName, it.outcome.ok]));
  return [...last.values()].every(Boolean) ? exitCodes.done : exitCodes.error;
}

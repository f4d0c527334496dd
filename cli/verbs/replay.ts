import { readFile } from 'node:fs/promises';
import type { AwsEvent } from '../../local/events/event.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { order } from '../local/running.ts';
import { printAnswer } from '../print/answer.ts';
import { print } from '../print/print.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { why } from '../program/failure.ts';

/** `ecr-steward replay <event.json>`: sends a stored event to the functions that would receive it. */
export async function replay(file: string, options: GlobalOptions): Promise<ExitCode> {
  const answer = await order({ event: await readEvent(file) }, options);
  if (answer.invocations.length > 0 || options.json) return printAnswer(answer, options);
  print('No function receives this event: no pattern in serverless.yml matches it.');
  return exitCodes.done;
}

/** The members that an event must have; the functions check `detail`. */
const envelope = ['id', 'source', 'detail-type', 'detail'] as const;

async function readEvent(file: string): Promise<AwsEvent> {
  const content = await readJson(file);
  const isObject = typeof content === 'object' && content !== null;
  const missing = envelope.filter((member) => !isObject || !(member in content));
  if (missing.length === 0) return content as AwsEvent;
  const examples = 'There are examples in events/';
  throw new StewardError(
    `${file} is not an EventBridge event, it lacks ${missing.join(', ')}. ${examples}`,
  );
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new StewardError(`cannot read the event ${file}: ${why(cause)}`, { cause });
  });
  try {
    // Windows PowerShell begins a file with a mark of its encoding.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new StewardError(`${file} is not JSON: give an event as EventBridge delivers it`, {
      cause,
    });
  }
}

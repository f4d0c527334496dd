import { once } from 'node:events';
import { StewardError } from '../shared/runtime/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { showLive } from './live-view.ts';
import { exportLines, type LocalStack, startLocalStack } from './local-stack.ts';
import { print, printJson } from './print.ts';
import { readSnapshot } from './rehearsal.ts';
import type { GlobalOptions } from './session.ts';

export interface LocalOptions extends GlobalOptions {
  port: string;
}

/** `ecr-steward local`: an AWS on this machine, with the functions reacting, until a signal ends it. */
export async function local(options: LocalOptions): Promise<ExitCode> {
  const port = portNumber(options.port);
  const snapshot = options.registry ? await readSnapshot(options.registry) : undefined;
  const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const running = await startLocalStack({ ...options, port, ...(snapshot && { snapshot }) });
  showLive(running);
  const { endpoint, region, accountId } = running.aws;
  if (options.json) printJson({ endpoint, region, accountId });
  else introduce(running);
  await stop;
  await running.close();
  return exitCodes.done;
}

function introduce({ aws }: LocalStack): void {
  print(
    '# An AWS on this machine: ECR, Secrets Manager, S3, SNS, SQS, EventBridge. Ctrl-C ends it.',
  );
  for (const line of exportLines(aws)) print(line);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new StewardError(`--port ${text} is no port: a number from 0 (any free one) to 65535`);
}

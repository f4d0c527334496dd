import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Fault } from '../../local/aws.ts';
import type { SyntheticSize } from '../../local/ecr/synthetic/size.ts';
import { answer } from '../child.ts';
import type { Reader, Reading } from './read.ts';
import type { Asked, Served } from './serve.ts';

export interface Run extends Reading, Asked {
  reader: Reader;
  size: SyntheticSize;
  faults: readonly Fault[];
  flags: readonly string[];
  /** Without the call that only reads the account of the registry. */
  totalCalls: number;
}

/**
 * Reads a synthetic registry once: the registry in one new process, the reader in another.
 *
 * @param flags of the reader's V8
 */
export async function run(
  reader: Reader,
  size: SyntheticSize,
  faults: readonly Fault[] = [],
  flags: readonly string[] = [],
): Promise<Run> {
  const server = start('serve.ts', { synthetic: size, faults });
  try {
    const served = await answer<Served>(server);
    const reading = await answer<Reading>(start('read.ts', { reader, served }, flags));
    const asking = answer<Asked>(server);
    server.send('what were you asked?');
    const asked = await asking;
    const { DescribeRegistry: _, ...reads } = asked.calls;
    const totalCalls = Object.values(reads).reduce((sum, calls) => sum + calls, 0);
    return { reader, size, faults, flags, ...reading, ...asked, totalCalls };
  } finally {
    server.kill();
  }
}

function start(script: string, parameters: object, flags: readonly string[] = []): ChildProcess {
  const file = join(import.meta.dirname, script);
  return fork(file, [JSON.stringify(parameters)], { execArgv: [...flags] });
}

import { snapshotText } from '../../shared/registry/snapshot.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { ReaderGoneError, withOutput } from '../print/output.ts';
import { startProgress } from '../print/progress.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

/** `ecr-steward snapshot [FILE]`: writes the registry as one JSON object, for dry runs. */
export function snapshot(file: string | undefined, options: GlobalOptions): Promise<ExitCode> {
  return withSession(options, async ({ ecr }) => {
    const progress = startProgress('repositories read:');
    try {
      await withOutput(file, async (output) => {
        for await (const text of snapshotText(ecr, progress.step)) await output.write(text);
      });
    } catch (error) {
      if (!(error instanceof ReaderGoneError)) throw error;
    } finally {
      progress.end();
    }
    return exitCodes.done;
  });
}

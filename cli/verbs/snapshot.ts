import { snapshotText } from '../../shared/registry/snapshot/text.ts';
import { type UnknownSetting, unreadInWords } from '../../shared/registry/snapshot/unknown.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { ReaderGoneError, withOutput } from '../print/output.ts';
import { printAside } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

/**
 * `ecr-steward snapshot [FILE]`: writes the registry as one JSON object, for dry runs. Settings that AWS denies are
 * named, in the file and on standard error.
 */
export function snapshot(file: string | undefined, options: GlobalOptions): Promise<ExitCode> {
  return withSession(options, async ({ ecr, unknown }) => {
    const progress = startProgress('repositories read:');
    let notRead: readonly UnknownSetting[] = [];
    const onNotRead = (settings: readonly UnknownSetting[]) => {
      notRead = settings;
    };
    const reading = { onRepository: progress.step, onNotRead, ...(unknown && { unknown }) };
    try {
      await withOutput(file, async (output) => {
        for await (const text of snapshotText(ecr, reading)) await output.write(text);
      });
    } catch (error) {
      if (!(error instanceof ReaderGoneError)) throw error;
    } finally {
      progress.end();
    }
    for (const it of notRead) printAside(`error: could not be read: ${unreadInWords(it)}`);
    return notRead.length > 0 ? exitCodes.error : exitCodes.done;
  });
}

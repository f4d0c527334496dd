import { existsSync, statSync } from 'node:fs';
import type { Missing, RegistryFacts } from '../../shared/proposal/facts.ts';
import { missingFrom } from '../../shared/proposal/missing.ts';
import { propose } from '../../shared/proposal/propose.ts';
import { readFacts } from '../../shared/proposal/read.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import type { Session } from '../aws/clients.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { printMissing, printProposal, printUnread } from '../print/answers/init.ts';
import { withOutput } from '../print/output.ts';
import { startProgress } from '../print/progress.ts';
import { loadConfig } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

export interface InitOptions extends GlobalOptions {
  /** The file to write; default: that of --config. */
  output?: string;
  /** Write it although it exists. */
  force?: boolean;
}

/**
 * `ecr-steward init`: writes a registry.yml that describes the registry as it is. Where there is one, it only shows what
 * the registry has and the file has not.
 */
export async function init(options: InitOptions): Promise<ExitCode> {
  const { output: file = options.config, force } = options;
  const isThere = hasFile(file) && !force;
  const config = isThere ? loadConfig({ config: file }) : undefined;
  return withSession({ ...options, ...(config && { limits: config.limits }) }, async (session) => {
    const answer = { ...options, config: file };
    if (config) {
      const facts = await readWithProgress(session);
      const missing = missingFrom(config, facts);
      printMissing(missing, facts, answer);
      return verdict(facts, missing);
    }
    // Opened before the registry is read, so that a file that cannot be written is reported at once.
    const [proposal, facts] = await withOutput(file, async (output) => {
      const facts = await readWithProgress(session);
      const proposal = propose(facts, options.registry, session.unknown?.all);
      await output.write(proposal.text);
      return [proposal, facts] as const;
    });
    printProposal(proposal, facts, answer);
    return verdict(facts, []);
  });
}

/** A pipe would be read to its end, which may never come; what is written to standard output is the answer. */
function hasFile(file: string): boolean {
  if (!existsSync(file)) return false;
  const found = statSync(file);
  if (found.isFile()) return true;
  const what = found.isDirectory() ? 'a folder' : 'not a file';
  throw new StewardError(`cannot write ${file}: it is ${what}. Name another file`);
}

function readWithProgress({ ecr, unknown }: Session): Promise<RegistryFacts> {
  const progress = startProgress('repositories read:');
  const reading = { onRepository: progress.step, ...(unknown && { unknown }) };
  return readFacts(ecr, reading).finally(progress.end);
}

function verdict(facts: RegistryFacts, missing: readonly Missing[]): ExitCode {
  printUnread(facts.unread);
  if (facts.unread.length > 0) return exitCodes.error;
  return missing.length > 0 ? exitCodes.found : exitCodes.done;
}

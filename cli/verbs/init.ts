import { existsSync } from 'node:fs';
import type { RegistryFacts } from '../../shared/proposal/facts.ts';
import { type Missing, missingFrom } from '../../shared/proposal/missing.ts';
import { type Proposal, propose } from '../../shared/proposal/propose.ts';
import { readFacts } from '../../shared/proposal/read.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { printMissing, printProposal, printUnread } from '../print/init.ts';
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
  const isThere = existsSync(file) && !force;
  const config = isThere ? loadConfig({ config: file }) : undefined;
  return withSession(
    { ...options, ...(config && { limits: config.limits }) },
    async ({ ecr, dryRun }) => {
      const progress = startProgress('repositories read:');
      const reading = { onRepository: progress.step, isSnapshot: dryRun };
      const facts = await readFacts(ecr, reading).finally(progress.end);
      const answer = { ...options, config: file };
      if (config) {
        const missing = missingFrom(config, facts);
        printMissing(missing, facts, answer);
        return verdict(facts, missing);
      }
      const proposal: Proposal = propose(facts, options.registry);
      await withOutput(file, (output) => output.write(proposal.text));
      printProposal(proposal, facts, answer);
      return verdict(facts, []);
    },
  );

  function verdict(facts: RegistryFacts, missing: readonly Missing[]): ExitCode {
    printUnread(facts.unread);
    if (facts.unread.length > 0) return exitCodes.error;
    return missing.length > 0 ? exitCodes.found : exitCodes.done;
  }
}

import type { Command } from 'commander';
import { actionId, capability, days, reason, stackName } from '../program/arguments.ts';
import { pausedStackHelp, stackHelp } from '../program/options.ts';
import { verb } from '../program/verb.ts';

/** Which rules are enforced, and what they have done. */
export function enforcementCommands(program: Command): void {
  program.commandsGroup('What may change, and what has changed:');

  program
    .command('allow')
    .description(
      'have the rules of registry.yml enforced as they are now; until then they only observe',
    )
    .addArgument(capability())
    .option('--list', 'only show which rules are enforced')
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask')
    .action(verb(async () => (await import('../verbs/allow.ts')).allow));

  program
    .command('observe')
    .description('stop enforcing rules: they only observe until they are allowed again')
    .addArgument(capability())
    .option('--stack <name>', stackHelp, stackName)
    .action(verb(async () => (await import('../verbs/allow.ts')).observe));

  program
    .command('pause')
    .description('stop all actions within 30 seconds, without a deployment: rules only observe')
    .addArgument(capability())
    .requiredOption('--reason <text>', 'why, for alerts and the audit log', reason)
    .option('--stack <name>', pausedStackHelp, stackName)
    .action(verb(async () => (await import('../verbs/pause.ts')).pause));

  program
    .command('resume')
    .description('end a pause: the allowed rules are enforced again')
    .addArgument(capability())
    .option('--stack <name>', pausedStackHelp, stackName)
    .action(verb(async () => (await import('../verbs/pause.ts')).resume));

  program
    .command('take-over')
    .description('make this file, and its stack, the owner of the registry')
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask')
    .action(verb(async () => (await import('../verbs/take-over.ts')).takeOver));

  program
    .command('history')
    .description('show the audit log: each action, who did it and by which rule; newest first')
    .argument('[repository]', 'default: all')
    .option('--stack <name>', stackHelp, stackName)
    .option('--days <number>', 'how many days to show', days, 7)
    .action(verb(async () => (await import('../verbs/history.ts')).history));

  program
    .command('undo')
    .description('undo an action on tags, settings, policies, rules or templates')
    .argument('<id>', 'the id of the action, as history shows it', actionId)
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask')
    .action(verb(async () => (await import('../verbs/undo.ts')).undo));

  program
    .command('release')
    .description('give a quarantined image its tag again, which it keeps until that is undone')
    .argument('<repository:tag>', 'the tag that was quarantined; or repository@sha256:…')
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask')
    .action(verb(async () => (await import('../verbs/release.ts')).release));
}

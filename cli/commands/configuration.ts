import type { Command } from 'commander';
import { filled, stackName, versionNumber } from '../program/arguments.ts';
import { helpIfAlone } from '../program/help.ts';
import { pausedStackHelp, stackHelp } from '../program/options.ts';
import { verb } from '../program/verb.ts';

/** registry.yml: the first one, and those with which functions work. */
export function configurationCommands(program: Command): void {
  program.commandsGroup('registry.yml:');

  program
    .command('init')
    .description('write a registry.yml that describes the registry as it is')
    .option('-o, --output <file>', 'write it to this file; default: the file of --config', filled)
    .option('--force', 'replace a file that exists; without it, show what the file has not')
    .action(verb(async () => (await import('../verbs/init.ts')).init));

  const configuration = program
    .command('config')
    .description('the registry.yml that functions work with: activate it, show it, go back');

  configuration
    .command('push')
    .description('check registry.yml and make it active: functions work with it within a minute')
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask')
    .action(verb(async () => (await import('../verbs/config/push.ts')).configPush));

  configuration
    .command('list')
    .description('list the last 20 versions: when each became active, who did it, from which file')
    .option('--stack <name>', pausedStackHelp, stackName)
    .action(verb(async () => (await import('../verbs/config/list.ts')).configList));

  configuration
    .command('show')
    .description('print a registry.yml as it was activated')
    .argument('[version]', 'its number; default: the active one', versionNumber)
    .option('--stack <name>', pausedStackHelp, stackName)
    .action(verb(async () => (await import('../verbs/config/show.ts')).configShow));

  configuration
    .command('rollback')
    .description('make an earlier version active again, as a new version')
    .argument('[version]', 'its number; default: the one before the active one', versionNumber)
    .option('--stack <name>', pausedStackHelp, stackName)
    .option('-y, --yes', 'do not ask')
    .action(verb(async () => (await import('../verbs/config/rollback.ts')).configRollback));

  helpIfAlone(configuration);
}

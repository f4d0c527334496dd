import type { Command } from 'commander';
import { stackName } from '../program/arguments.ts';
import { formatOption } from '../program/format.ts';
import { stackHelp, whilePausedHelp } from '../program/options.ts';
import { verb } from '../program/verb.ts';

/** Cache rules, repositories, templates and the settings of the registry: all that is there because the file says so. */
export function declaredCommands(program: Command): void {
  program.commandsGroup('What registry.yml declares:');

  program
    .command('plan')
    .description('show what apply would change: drift of the registry from registry.yml')
    .addOption(formatOption('text', 'json', 'markdown'))
    .action(verb(async () => (await import('../verbs/plan.ts')).plan));

  program
    .command('apply')
    .description(
      'bring cache rules, repositories, templates and settings of the registry in line with registry.yml',
    )
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask before something goes, expires, or can break a pull')
    .option('--while-paused', whilePausedHelp)
    .action(verb(async () => (await import('../verbs/apply.ts')).apply));
}

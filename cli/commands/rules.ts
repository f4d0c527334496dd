import type { Command } from 'commander';
import { stackName } from '../program/arguments.ts';
import { formatOption } from '../program/format.ts';
import { stackHelp, whilePausedHelp } from '../program/options.ts';
import { verb } from '../program/verb.ts';

/** What the rules of registry.yml find, and what they change. */
export function rulesCommands(program: Command): void {
  program.commandsGroup('Rules for repositories and images:');

  program
    .command('check')
    .description('check every repository and tag against the naming rules')
    .argument('[repository...]', 'default: all')
    .option('--enforce', 'enforce the rules: quarantine and delete tags, within the limits')
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask before tags are removed')
    .option('--while-paused', whilePausedHelp)
    .addOption(formatOption('text', 'json', 'markdown', 'sarif'))
    .action(verb(async () => (await import('../verbs/check.ts')).check));

  program
    .command('baseline')
    .description('check the settings of repositories against baseline: of registry.yml')
    .argument('[repository...]', 'default: all')
    .option('--enforce', 'enforce the rules: change the settings that ECR can change')
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask before settings are changed')
    .option('--while-paused', whilePausedHelp)
    .action(verb(async () => (await import('../verbs/baseline.ts')).baseline));

  program
    .command('lifecycle')
    .description(
      'show what each lifecycle policy would expire, what of that is in use, and mistakes',
    )
    .argument('[repository...]', 'default: all')
    .addOption(formatOption('text', 'json', 'markdown'))
    .action(verb(async () => (await import('../verbs/lifecycle.ts')).lifecycle));

  program
    .command('shield')
    .description('check whether what runs is kept from the lifecycle policies of its repositories')
    .argument('[repository...]', 'default: all that a rule of shield: names')
    .option(
      '--enforce',
      'enforce the rules: give in-use tags, and put the rule for them in policies',
    )
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask before something is changed')
    .option('--while-paused', whilePausedHelp)
    .action(verb(async () => (await import('../verbs/shield.ts')).shield));

  program
    .command('retention')
    .description(
      'show which images stay by retention: of registry.yml, and what happens to all others',
    )
    .argument('[repository...]', 'default: all that a rule covers')
    .action(verb(async () => (await import('../verbs/retention.ts')).retention));

  program
    .command('unused')
    .description('list the repositories that nobody uses, by the rules of registry.yml')
    .argument('[repository...]', 'default: all')
    .action(verb(async () => (await import('../verbs/unused.ts')).unused));

  program
    .command('scan')
    .description('check the findings of image scans against the thresholds')
    .argument('[repository...]', 'default: all that a rule covers')
    .addOption(formatOption('text', 'json', 'markdown', 'sarif'))
    .action(verb(async () => (await import('../verbs/scan.ts')).scan));
}

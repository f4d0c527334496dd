import type { Command } from 'commander';
import { filled, stackName } from '../program/arguments.ts';
import { formatOption } from '../program/format.ts';
import { helpIfAlone } from '../program/help.ts';
import { reportUnquoted } from '../program/misuse.ts';
import { stackHelp, whilePausedHelp } from '../program/options.ts';
import { verb } from '../program/verb.ts';

/** Cache rules, their credentials, and what they import. */
export function cacheCommands(program: Command): void {
  program.commandsGroup('Pull through cache:');

  program
    .command('plan')
    .description('show what apply would change: drift of the cache rules from registry.yml')
    .addOption(formatOption('text', 'json', 'markdown'))
    .action(verb(async () => (await import('../verbs/plan.ts')).plan));

  program
    .command('apply')
    .description('bring the cache rules, and what belongs to them, in line with registry.yml')
    .option('--stack <name>', stackHelp, stackName)
    .option('-y, --yes', 'do not ask before something is deleted or replaced, or expires')
    .option('--while-paused', whilePausedHelp)
    .action(verb(async () => (await import('../verbs/apply.ts')).apply));

  program
    .command('warm')
    .description('have ECR import the images that warm: of registry.yml lists')
    .argument('[prefix...]', 'default: every cache rule with warm:')
    .option('--plan', 'show what would be imported, and import nothing')
    .action(verb(async () => (await import('../verbs/warm.ts')).warm));

  program
    .command('doctor')
    .description('check a pull step by step, up to the first step that is broken')
    .argument('[image]', 'default: every rule of registry.yml')
    .option('--no-docker', 'do not check the Docker configuration of this machine')
    .action(verb(async () => (await import('../verbs/doctor.ts')).doctor));

  const credential = program
    .command('credential')
    .description('the secrets with which cache rules log in upstream');

  credential
    .command('set')
    .description(
      'write a login into the secret of a cache rule; the token is piped in or typed at a prompt',
    )
    .argument('<prefix>', 'the prefix of the cache rule in registry.yml')
    .option('--username <name>', 'default: a prompt asks for it', filled)
    .option('--restore', 'cancel the scheduled deletion of the secret')
    .configureOutput({ outputError: reportUnquoted })
    .action(verb(async () => (await import('../verbs/credential-set.ts')).credentialSet));

  helpIfAlone(credential);
}

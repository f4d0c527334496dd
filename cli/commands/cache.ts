import type { Command } from 'commander';
import { filled } from '../program/arguments.ts';
import { helpIfAlone } from '../program/help.ts';
import { reportUnquoted } from '../program/misuse.ts';
import { verb } from '../program/verb.ts';

/** The credentials of cache rules, and what they import. */
export function cacheCommands(program: Command): void {
  program.commandsGroup('Pull through cache:');

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

import { Argument, Command, Option } from 'commander';
import type { Shell } from '../completion/completion.ts';
import { print } from '../print/print.ts';
import { filled } from '../program/arguments.ts';
import { verb } from '../program/verb.ts';
import { versionLine } from '../program/version.ts';

const heading = 'On your machine:';
const shells: Shell[] = ['bash', 'zsh', 'fish'];

/** Trying out, and the command itself. */
export function localCommands(program: Command): void {
  program.commandsGroup(heading);

  program
    .command('local')
    .description('run a local AWS: ECR, Secrets Manager, S3, SNS, SQS, DynamoDB and others')
    .option('-p, --port <number>', 'the port on 127.0.0.1', '4566')
    .option('--data <folder>', 'keep everything in this folder across restarts', filled)
    .option('--accounts <id...>', 'the default account, and others')
    .option('--no-functions', 'without the functions of serverless.yml')
    .option('--upstream <name=url...>', 'a registry on this machine in place of an upstream')
    .option(
      '--synthetic <size>',
      'a generated, read-only registry; 1000x200: 1000 repositories with 200 images each',
      filled,
    )
    .option('--findings <file>', 'the findings that image scans return')
    .option('--uses <file>', 'what runs images: services, functions, jobs')
    .addOption(
      new Option('--iam <mode>', 'enforce the policies of the functions’ roles')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--verbose', 'also show what functions request from AWS, log and return, in full')
    .action(verb(async () => (await import('../verbs/local.ts')).local));

  program
    .command('replay')
    .description('send a stored event to the functions that would receive it')
    .argument('<event.json>', 'such as events/aws.ecr/image-action-push-tagged.json')
    .action(verb(async () => (await import('../verbs/replay.ts')).replay));

  program
    .command('fire')
    .description('fire a schedule of serverless.yml now')
    .argument('[schedule]', 'its name; default: list all schedules')
    .action(verb(async () => (await import('../verbs/fire.ts')).fire));

  program
    .command('demo')
    .description('show what ecr-steward does, on a local AWS')
    .action(verb(async () => (await import('../demo/demo.ts')).demo));

  program
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'the shell that runs it').choices(shells))
    .action(
      verb(async () => {
        const { completion } = await import('../completion/completion.ts');
        return (shell: Shell) => completion(program, shell);
      }),
    );

  program.addHelpCommand(
    new Command('help')
      .argument('[command]')
      .description('show the help of a command')
      .helpGroup(heading),
  );

  // As kubectl and terraform have it.
  program
    .command('version', { hidden: true })
    .description('show the version')
    .action(() => print(versionLine()));
}

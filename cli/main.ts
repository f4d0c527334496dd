import { enableCompileCache } from 'node:module';
import { Argument, Command, Option } from 'commander';
import type { Shell } from './completion/completion.ts';
import { print } from './print/print.ts';
import {
  accountId,
  capability,
  days,
  filled,
  reason,
  stackName,
  versionNumber,
} from './program/arguments.ts';
import { DEFAULT_CONFIG } from './program/defaults.ts';
import { helpIfAlone, helpLayout, helpWidths } from './program/help.ts';
import { armInterrupts } from './program/interrupt.ts';
import { reportMisuse, reportUnquoted } from './program/misuse.ts';
import { verb } from './program/verb.ts';
import { versionLine } from './program/version.ts';

// The SDK is large: a second run loads its compiled code from the cache.
enableCompileCache();

const shells: Shell[] = ['bash', 'zsh', 'fish'];
const formats = ['table', 'json', 'ndjson', 'csv', 'parquet'];
const formatHelp = 'ndjson, csv and parquet have one line per image; default: table';

const stackHelp =
  'the stack that is deployed from this file; default: the one that owns the registry';

const pausedStackHelp = 'the stack of the functions; default: the one that owns the registry';

const whilePausedHelp = 'do it although its capability is paused';

/** All verbs and their options. */
export const program = new Command('ecr-steward')
  .description('Housekeeping for Amazon ECR, from one file: registry.yml')
  .option('-c, --config <file>', 'the file that declares the registry', filled, DEFAULT_CONFIG)
  .option('--profile <name>', 'the profile of ~/.aws to use', filled)
  .option('--region <name>', 'the region of the registry', filled)
  .option('--account <id>', 'refuse to work on any other account', accountId)
  .option('--registry <file>', 'work on a snapshot (a dry run) instead of an AWS account', filled)
  .option('--json', 'print one JSON object')
  .option('--debug', 'show the stack trace of an error')
  .version(versionLine(), '-V, --version', 'show the version')
  .configureHelp(helpLayout)
  .configureOutput({ outputError: reportMisuse, ...helpWidths });

program
  .command('inventory')
  .description('count every repository, image and tag')
  .argument('[repository...]', 'default: all')
  .option('--bucket <name>', 'store it in this S3 bucket, compared with the day before', filled)
  .option('--folder <folder>', 'store it in this folder instead', filled)
  .option('--report <file>', 'write an HTML report: one file', filled)
  .option('--checks', 'with lifecycle policies and scan findings in the report')
  .addOption(new Option('--format <name>', formatHelp).choices(formats))
  .option('--output <file>', 'write it to this file; default: standard output', filled)
  .action(verb(async () => (await import('./verbs/inventory.ts')).inventory));

program
  .command('check')
  .description('check every repository and tag against the naming rules')
  .argument('[repository...]', 'default: all')
  .option('--enforce', 'enforce the rules: quarantine and delete tags, within the limits')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask before tags are removed')
  .option('--while-paused', whilePausedHelp)
  .action(verb(async () => (await import('./verbs/check.ts')).check));

program
  .command('baseline')
  .description('check the settings of repositories against baseline: of registry.yml')
  .argument('[repository...]', 'default: all')
  .option('--enforce', 'enforce the rules: change the settings that ECR can change')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask before settings are changed')
  .option('--while-paused', whilePausedHelp)
  .action(verb(async () => (await import('./verbs/baseline.ts')).baseline));

program
  .command('shield')
  .description('check whether what runs is kept from the lifecycle policies of its repositories')
  .argument('[repository...]', 'default: all that a rule of shield: names')
  .option('--enforce', 'enforce the rules: give in-use tags, and put the rule for them in policies')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask before something is changed')
  .option('--while-paused', whilePausedHelp)
  .action(verb(async () => (await import('./verbs/shield.ts')).shield));

program
  .command('usage')
  .description('show which images run, where, and which of them are archived or missing')
  .argument('[repository...]', 'default: all that have images in use')
  .option('--stack <name>', stackHelp, stackName)
  .option(
    '--bucket <name>',
    'say since when by the record here (default: that of the stack)',
    filled,
  )
  .option('--folder <folder>', 'the same, in a folder', filled)
  .action(verb(async () => (await import('./verbs/usage.ts')).usage));

program
  .command('lifecycle')
  .description('show what each lifecycle policy would expire, what of that is in use, and mistakes')
  .argument('[repository...]', 'default: all')
  .action(verb(async () => (await import('./verbs/lifecycle.ts')).lifecycle));

program
  .command('unused')
  .description('list the repositories that nobody uses, by the rules of registry.yml')
  .argument('[repository...]', 'default: all')
  .action(verb(async () => (await import('./verbs/unused.ts')).unused));

program
  .command('scan')
  .description('check the findings of image scans against the thresholds')
  .argument('[repository...]', 'default: all that a rule covers')
  .action(verb(async () => (await import('./verbs/scan.ts')).scan));

program
  .command('retention')
  .description(
    'show which images stay by retention: of registry.yml, and what happens to all others',
  )
  .argument('[repository...]', 'default: all that a rule covers')
  .action(verb(async () => (await import('./verbs/retention.ts')).retention));

program
  .command('plan')
  .description('show what apply would change: drift of the cache rules from registry.yml')
  .action(verb(async () => (await import('./verbs/plan.ts')).plan));

program
  .command('apply')
  .description('bring the cache rules, and what belongs to them, in line with registry.yml')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask before something is deleted or replaced, or expires')
  .option('--while-paused', whilePausedHelp)
  .action(verb(async () => (await import('./verbs/apply.ts')).apply));

program
  .command('allow')
  .description(
    'have the rules of registry.yml enforced as they are now; until then they only observe',
  )
  .addArgument(capability())
  .option('--list', 'only show which rules are enforced')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/allow.ts')).allow));

program
  .command('observe')
  .description('stop enforcing rules: they only observe until they are allowed again')
  .addArgument(capability())
  .option('--stack <name>', stackHelp, stackName)
  .action(verb(async () => (await import('./verbs/allow.ts')).observe));

program
  .command('pause')
  .description('stop all actions within 30 seconds, without a deployment: rules only observe')
  .addArgument(capability())
  .requiredOption('--reason <text>', 'why, for alerts and the audit log', reason)
  .option('--stack <name>', pausedStackHelp, stackName)
  .action(verb(async () => (await import('./verbs/pause.ts')).pause));

program
  .command('resume')
  .description('end a pause: the allowed rules are enforced again')
  .addArgument(capability())
  .option('--stack <name>', pausedStackHelp, stackName)
  .action(verb(async () => (await import('./verbs/pause.ts')).resume));

program
  .command('take-over')
  .description('make this file, and its stack, the owner of the registry')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/take-over.ts')).takeOver));

program
  .command('history')
  .description('show the audit log: each action, who did it and by which rule; newest first')
  .argument('[repository]', 'default: all')
  .option('--stack <name>', stackHelp, stackName)
  .option('--days <number>', 'how many days to show', days, 7)
  .action(verb(async () => (await import('./verbs/history.ts')).history));

program
  .command('deletions')
  .description('show what was deleted or archived, by what, and who used it; newest first')
  .argument('[repository]', 'default: all')
  .option('--stack <name>', stackHelp, stackName)
  .option('--bucket <name>', 'the bucket of the inventory (default: that of the stack)', filled)
  .option('--folder <folder>', 'a copy of it in this folder', filled)
  .option('--days <number>', 'how many days to show', days, 7)
  .action(verb(async () => (await import('./verbs/deletions.ts')).deletions));

program
  .command('undo')
  .description('undo an action on tags, settings, policies, rules or templates')
  .argument('<id>', 'the id of the action, as history shows it')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/undo.ts')).undo));

program
  .command('release')
  .description('give a quarantined image its tag again, which it keeps until that is undone')
  .argument('<repository:tag>', 'the tag that was quarantined; or repository@sha256:…')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/release.ts')).release));

const configuration = program
  .command('config')
  .description('the registry.yml that functions work with: activate it, show it, go back');

configuration
  .command('push')
  .description('check registry.yml and make it active: functions work with it within a minute')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/config/push.ts')).configPush));

configuration
  .command('list')
  .description('list the last 20 versions: when each became active, who did it, from which file')
  .option('--stack <name>', pausedStackHelp, stackName)
  .action(verb(async () => (await import('./verbs/config/list.ts')).configList));

configuration
  .command('show')
  .description('print a registry.yml as it was activated')
  .argument('[version]', 'its number; default: the active one', versionNumber)
  .option('--stack <name>', pausedStackHelp, stackName)
  .action(verb(async () => (await import('./verbs/config/show.ts')).configShow));

configuration
  .command('rollback')
  .description('make an earlier version active again, as a new version')
  .argument('[version]', 'its number; default: the one before the active one', versionNumber)
  .option('--stack <name>', pausedStackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/config/rollback.ts')).configRollback));

program
  .command('doctor')
  .description('check a pull step by step, up to the first step that is broken')
  .argument('[image]', 'default: every rule of registry.yml')
  .option('--no-docker', 'do not check the Docker configuration of this machine')
  .action(verb(async () => (await import('./verbs/doctor.ts')).doctor));

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
  .action(verb(async () => (await import('./verbs/credential-set.ts')).credentialSet));

program
  .command('warm')
  .description('have ECR import the images that warm: of registry.yml lists')
  .argument('[prefix...]', 'default: every cache rule with warm:')
  .option('--plan', 'show what would be imported, and import nothing')
  .action(verb(async () => (await import('./verbs/warm.ts')).warm));

program
  .command('snapshot')
  .description('write the registry as one JSON object, for dry runs with --registry')
  .argument('[file]', 'default: standard output')
  .action(verb(async () => (await import('./verbs/snapshot.ts')).snapshot));

program
  .command('init')
  .description('write a registry.yml that describes the registry as it is')
  .option('-o, --output <file>', 'write it to this file; default: the file of --config', filled)
  .option('--force', 'replace a file that exists; without it, show what the file has not')
  .action(verb(async () => (await import('./verbs/init.ts')).init));

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
  .addOption(
    new Option('--iam <mode>', 'enforce the policies of the functions’ roles')
      .choices(['on', 'off'])
      .default('on'),
  )
  .option('--verbose', 'also show what functions request from AWS, log and return, in full')
  .action(verb(async () => (await import('./verbs/local.ts')).local));

program
  .command('replay')
  .description('send a stored event to the functions that would receive it')
  .argument('<event.json>', 'such as events/aws.ecr/image-action-push-tagged.json')
  .action(verb(async () => (await import('./verbs/replay.ts')).replay));

program
  .command('fire')
  .description('fire a schedule of serverless.yml now')
  .argument('[schedule]', 'its name; default: list all schedules')
  .action(verb(async () => (await import('./verbs/fire.ts')).fire));

program
  .command('demo')
  .description('show what ecr-steward does, on a local AWS')
  .action(verb(async () => (await import('./demo/demo.ts')).demo));

program
  .command('completion')
  .description('print a completion script for a shell')
  .addArgument(new Argument('<shell>', 'the shell that runs it').choices(shells))
  .action(
    verb(async () => {
      const { completion } = await import('./completion/completion.ts');
      return (shell: Shell) => completion(program, shell);
    }),
  );

// As kubectl and terraform have it.
program
  .command('version', { hidden: true })
  .description('show the version')
  .action(() => print(versionLine()));

for (const group of [program, credential, configuration]) helpIfAlone(group);

// `| head` closes the pipe early: the work still ends, and the rest of the output is dropped.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Runs the verb that the command line of this process names, and sets its exit code. */
export async function main(): Promise<void> {
  armInterrupts();
  await program.parseAsync();
}

if (import.meta.main) await main();

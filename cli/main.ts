import { enableCompileCache } from 'node:module';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Shell } from './completion/completion.ts';
import { print, printAside } from './print/print.ts';
import { asTyped } from './program/as-typed.ts';
import { DEFAULT_CONFIG } from './program/defaults.ts';
import { type ExitCode, exitCodes } from './program/exit-codes.ts';
import { failureLine } from './program/failure.ts';
import { helpIfAlone, helpLayout, helpWidths } from './program/help.ts';
import { armInterrupts } from './program/interrupt.ts';
import { versionLine } from './program/version.ts';

// The SDK is large: a second run takes its compiled code from the cache.
enableCompileCache();

const shells: Shell[] = ['bash', 'zsh', 'fish'];
const formats = ['table', 'json', 'ndjson', 'csv', 'parquet'];
const formatHelp = 'ndjson, csv and parquet have a line for each image; default: table';

const stackHelp =
  'the stack that is deployed from this file; default: the one that owns the registry';

/** All verbs and their options. */
export const program = new Command('ecr-steward')
  .description('Housekeeping for Amazon ECR, from one file: registry.yml')
  .option('-c, --config <file>', 'the file that declares the registry', filled, DEFAULT_CONFIG)
  .option('--profile <name>', 'the profile of ~/.aws to take', filled)
  .option('--region <name>', 'the region of the registry', filled)
  .option('--account <id>', 'refuse to work on any other account', accountId)
  .option('--registry <file>', 'work on a snapshot instead of an AWS account', filled)
  .option('--json', 'print one JSON object')
  .option('--debug', 'show the stack trace of an error')
  .version(versionLine(), '-V, --version', 'show the version')
  .configureHelp(helpLayout)
  .configureOutput({ outputError: tellMisuse, ...helpWidths });

program
  .command('inventory')
  .description('count every repository, image and tag')
  .argument('[repository...]', 'default: all there are')
  .option('--bucket <name>', 'keep it in this S3 bucket, compared with the day before', filled)
  .option('--folder <folder>', 'keep it in this folder instead', filled)
  .option('--report <file>', 'write a page to look at: one HTML file', filled)
  .addOption(new Option('--format <name>', formatHelp).choices(formats))
  .option('--output <file>', 'where it goes; default: standard output', filled)
  .action(verb(async () => (await import('./verbs/inventory.ts')).inventory));

program
  .command('check')
  .description('hold every repository and tag against the naming rules')
  .argument('[repository...]', 'default: all there are')
  .option('--enforce', "do what the rules' actions say: quarantine, delete within the limits")
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask before names are taken away')
  .action(verb(async () => (await import('./verbs/check.ts')).check));

program
  .command('baseline')
  .description('hold the settings of repositories against baseline: of registry.yml')
  .argument('[repository...]', 'default: all there are')
  .option('--enforce', "do what the rules' actions say: change what ECR can change")
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask before settings are changed')
  .action(verb(async () => (await import('./verbs/baseline.ts')).baseline));

program
  .command('scan')
  .description('hold what image scans have found against the thresholds')
  .argument('[repository...]', 'default: all that a rule is for')
  .action(verb(async () => (await import('./verbs/scan.ts')).scan));

program
  .command('plan')
  .description('show what would change so that the cache rules are as declared')
  .action(verb(async () => (await import('./verbs/plan.ts')).plan));

program
  .command('apply')
  .description('bring the cache rules, and what belongs to them, in line with registry.yml')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask before something is deleted or replaced, or expires')
  .action(verb(async () => (await import('./verbs/apply.ts')).apply));

program
  .command('allow')
  .description('let the rules act that registry.yml has now; until then they only observe')
  .addArgument(capability())
  .option('--list', 'only show which rules act')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/allow.ts')).allow));

program
  .command('observe')
  .description('let no rule act any more, until it is allowed again')
  .addArgument(capability())
  .option('--stack <name>', stackHelp, stackName)
  .action(verb(async () => (await import('./verbs/allow.ts')).observe));

program
  .command('take-over')
  .description('make this file, and its stack, the steward of the registry')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/take-over.ts')).takeOver));

program
  .command('history')
  .description('tell what was done, by whom and by which rule; the newest first')
  .argument('[repository]', 'default: all there are')
  .option('--stack <name>', stackHelp, stackName)
  .option('--days <number>', 'the last so many days', days, 7)
  .action(verb(async () => (await import('./verbs/history.ts')).history));

program
  .command('undo')
  .description('take an act back: tags, settings, policies, rules, templates')
  .argument('<id>', 'its id in history')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/undo.ts')).undo));

program
  .command('release')
  .description('give a quarantined image its name again, which it keeps until that is undone')
  .argument('<repository:tag>', 'the name that was taken; or repository@sha256:…')
  .option('--stack <name>', stackHelp, stackName)
  .option('-y, --yes', 'do not ask')
  .action(verb(async () => (await import('./verbs/release.ts')).release));

program
  .command('doctor')
  .description('walk the way of a pull step by step, up to the first that is broken')
  .argument('[image]', 'default: every rule of registry.yml')
  .option('--no-docker', 'whoever pulls does not use the Docker configuration of this machine')
  .action(verb(async () => (await import('./verbs/doctor.ts')).doctor));

const credential = program
  .command('credential')
  .description('the secrets that cache rules log in upstream with');

credential
  .command('set')
  .description('write a login into the secret of a rule; the token is piped in or asked for')
  .argument('<prefix>', 'the prefix of the rule in registry.yml')
  .option('--username <name>', 'default: asked for', filled)
  .option('--restore', 'take back a deletion of the secret that is scheduled')
  .configureOutput({ outputError: tellUnquoted })
  .action(verb(async () => (await import('./verbs/credential-set.ts')).credentialSet));

program
  .command('warm')
  .description('have ECR import the images that registry.yml wants in the cache')
  .argument('[prefix...]', 'default: every cache rule with warm:')
  .option('--plan', 'show what would be asked for, and import nothing')
  .action(verb(async () => (await import('./verbs/warm.ts')).warm));

program
  .command('snapshot')
  .description('write the registry as one JSON object, to rehearse on with --registry')
  .argument('[file]', 'default: standard output')
  .action(verb(async () => (await import('./verbs/snapshot.ts')).snapshot));

program
  .command('local')
  .description(
    'keep an AWS up on this machine: ECR, Secrets Manager, S3, SNS, SQS, DynamoDB and others',
  )
  .option('-p, --port <number>', 'the port on 127.0.0.1', '4566')
  .option('--data <folder>', 'keep everything in this folder over restarts', filled)
  .option('--accounts <id...>', 'the accounts that there are; the first one is that of plain keys')
  .option('--no-functions', 'the AWS alone, without the functions of serverless.yml')
  .option('--upstream <name=url...>', 'a registry on this machine that stands for an upstream')
  .option(
    '--synthetic <size>',
    'a made-up registry that can be read: 1000x200, 200 images in each of 1000',
    filled,
  )
  .option('--findings <file>', 'what image scans come to')
  .option('--verbose', 'show too what functions ask AWS for, log and answer, as it is')
  .action(verb(async () => (await import('./verbs/local.ts')).local));

program
  .command('replay')
  .description('hand a stored event to the functions that would get it')
  .argument('<event.json>', 'such as events/aws.ecr/image-action-push-tagged.json')
  .action(verb(async () => (await import('./verbs/replay.ts')).replay));

program
  .command('fire')
  .description('fire a schedule of serverless.yml now')
  .argument('[schedule]', 'its name; default: only list them')
  .action(verb(async () => (await import('./verbs/fire.ts')).fire));

program
  .command('demo')
  .description('tell what ecr-steward does, on an embedded AWS')
  .action(verb(async () => (await import('./demo/demo.ts')).demo));

program
  .command('completion')
  .description('print a script that has a shell complete what is typed')
  .addArgument(new Argument('<shell>', 'which shell').choices(shells))
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

for (const group of [program, credential]) helpIfAlone(group);

// Whoever reads only the first lines closes the pipe: what is left to do is done, what is left to print is not.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Runs the verb that the command line of this process names, and sets its exit code. */
export async function main(): Promise<void> {
  armInterrupts();
  await program.parseAsync();
}

if (import.meta.main) await main();

function capability(): Argument {
  const names = ['naming', 'scanning', 'baseline', 'cache'];
  return new Argument('[capability]', 'default: all of them').choices(names);
}

/** An empty value is a variable that was not set, and not meant. */
function filled(value: string): string {
  if (value === '') throw new InvalidArgumentError('It must not be empty.');
  return value;
}

function accountId(value: string): string {
  if (/^\d{12}$/.test(value)) return value;
  throw new InvalidArgumentError('It is to be an AWS account: 12 digits.');
}

/** As CloudFormation takes it; what is none would be a mark that nobody is the owner of. */
function stackName(value: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(value)) return value;
  throw new InvalidArgumentError('It is to be the name of a CloudFormation stack.');
}

/** As far back as the journal goes. */
function days(value: string): number {
  if (/^[1-9][0-9]{0,2}$/.test(value) && Number(value) <= 400) return Number(value);
  throw new InvalidArgumentError('It is to be a number of days, 1 to 400.');
}

function tellMisuse(message: string, write: (text: string) => void): void {
  const line = message.trim().replaceAll('\n', ' ');
  write(`${line} (npx ecr-steward --help shows all verbs and options)\n`);
}

/** What is not understood may be a token that somebody put on the command line: it is not repeated. */
function tellUnquoted(message: string, write: (text: string) => void): void {
  const [what] = /unknown option|too many arguments/.exec(message) ?? [];
  const never = 'a token is piped in or typed, never given on the command line';
  tellMisuse(what === undefined ? message : `error: ${what}: ${never}`, write);
}

/**
 * Loads a verb only when it is called, runs it and sets the exit code. Whatever fails is told in one
 * line on stderr.
 */
function verb<Args extends unknown[]>(load: () => Promise<(...args: Args) => Promise<ExitCode>>) {
  return async (...parameters: unknown[]): Promise<void> => {
    const command = parameters.at(-1) as Command;
    const args = [...command.processedArgs, command.optsWithGlobals()] as Args;
    try {
      process.exitCode = await (await load())(...args);
    } catch (error) {
      printAside(asTyped(failureLine(error, Boolean(program.opts().debug)), program.opts()));
      process.exitCode = exitCodes.error;
    }
  };
}

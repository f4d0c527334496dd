import type { Command } from 'commander';
import { days, filled, stackName } from '../program/arguments.ts';
import { formatOption } from '../program/format.ts';
import { stackHelp } from '../program/options.ts';
import { verb } from '../program/verb.ts';

/** What is in the registry, and what became of it. */
export function registryCommands(program: Command): void {
  program.commandsGroup('What is there:');

  program
    .command('inventory')
    .description('count every repository, image and tag')
    .argument('[repository...]', 'default: all')
    .option('--bucket <name>', 'store it in this S3 bucket, compared with the day before', filled)
    .option('--folder <folder>', 'store it in this folder instead', filled)
    .option('--report <file>', 'write an HTML report: one file', filled)
    .option('--checks', 'with lifecycle policies and scan findings in the report')
    .addOption(formatOption('table', 'json', 'ndjson', 'csv', 'parquet'))
    .option('--output <file>', 'write it to this file; default: standard output', filled)
    .action(verb(async () => (await import('../verbs/inventory.ts')).inventory));

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
    .action(verb(async () => (await import('../verbs/usage.ts')).usage));

  program
    .command('deletions')
    .description('show what was deleted or archived, by what, and who used it; newest first')
    .argument('[repository]', 'default: all')
    .option('--stack <name>', stackHelp, stackName)
    .option('--bucket <name>', 'the bucket of the inventory (default: that of the stack)', filled)
    .option('--folder <folder>', 'a copy of it in this folder', filled)
    .option('--days <number>', 'how many days to show', days, 7)
    .action(verb(async () => (await import('../verbs/deletions.ts')).deletions));

  program
    .command('snapshot')
    .description('write the registry as one JSON object, for dry runs with --registry')
    .argument('[file]', 'default: standard output')
    .action(verb(async () => (await import('../verbs/snapshot.ts')).snapshot));
}

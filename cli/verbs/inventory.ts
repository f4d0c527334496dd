import { stdout } from 'node:process';
import prettyBytes from 'pretty-bytes';
import { imageRow } from '../../shared/inventory/rows/image.ts';
import type { InventorySink } from '../../shared/inventory/store/sink.ts';
import { type Inventory, takeInventory } from '../../shared/inventory/take.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { PartlyReadError, type UnreadRepository } from '../../shared/walk/unread.ts';
import type { Session } from '../aws/clients.ts';
import { type Places, storeOf } from '../aws/inventory-store.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import {
  type Encoder,
  encoders,
  type Format,
  type ImageFormat,
  imageFormats,
  jsonLine,
} from '../print/answers/inventory-formats.ts';
import { type Output, ReaderGoneError, withOutput } from '../print/output.ts';
import { figure, print, printAside, table, visible } from '../print/print.ts';
import { type Progress, startProgress } from '../print/progress.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { reasonOf } from '../program/failure.ts';
import { namesFor } from '../program/repositories.ts';
import { checksOf } from './inventory/checks.ts';
import { configForInventory, keepInventory, placesOf, summarizeOnce } from './inventory/keep.ts';
import { writeReport } from './inventory/report.ts';

export interface InventoryOptions extends GlobalOptions, Places {
  /** Default table. */
  format?: Format;
  /** Default standard output. */
  output?: string;
  /** The file of the HTML report. */
  report?: string;
  /** Whether the report has the checks of lifecycle policies and scan findings; default no. */
  checks?: boolean;
}

/**
 * `ecr-steward inventory [repository...]`: counts every repository, image and tag, or lists every image.
 * Repositories that cannot be read are named on stderr, and the exit code is an error.
 */
export function inventory(names: string[], options: InventoryOptions): Promise<ExitCode> {
  const format = formatOf(options);
  refusePartOfTheWhole(names, options);
  if (options.checks && options.report === undefined) throw new StewardError(checksNeedReport);
  return withSession(options, async (session) => {
    const named = await namesFor(session.ecr, names);
    const progress = startProgress('repositories counted:');
    const taken = await withOutput(options.output, async (output) =>
      isOfImages(format)
        ? listImages(session, named, encoders[format](), output, progress)
        : countImages(session, named, options, format, output, progress),
    )
      .catch(unlessReaderGone)
      .finally(progress.end);
    return printFailed(taken?.failed ?? []);
  });
}

async function listImages(
  { ecr }: Session,
  names: string[],
  encoder: Encoder,
  output: Output,
  { step: onRepository }: Progress,
): Promise<Inventory> {
  const sink = encodingSink(encoder, output);
  const taken = await takeInventory(ecr, { names, onRepository, sink });
  await output.write(encoder.end());
  return taken;
}

async function countImages(
  session: Session,
  names: string[],
  options: InventoryOptions,
  format: Exclude<Format, ImageFormat>,
  { write }: Output,
  progress: Progress,
): Promise<Inventory> {
  const store = storeOf(session, options);
  if (!store && options.report === undefined) {
    const taken = await takeInventory(session.ecr, { names, onRepository: progress.step });
    progress.end();
    await printCounts(taken, format, write);
    return taken;
  }
  const config = configForInventory(options.config);
  const summary = store
    ? await keepInventory(session, store, config, progress)
    : await summarizeOnce(session, config, progress);
  progress.end();
  if (options.report !== undefined) {
    const checks = options.checks ? await checksOf(session, config) : {};
    await writeReport(summary, options.report, checks);
  }
  // A reader that closes the pipe does not matter to what is stored.
  await printCounts(summary, format, write).catch(unlessReaderGone);
  if (store && format === 'table') {
    const { summary: kept, report } = placesOf(store, summary);
    print(`\nStored as ${kept}, with an HTML report as ${report}`);
  }
  return summary;
}

async function printCounts(
  taken: Inventory,
  format: Exclude<Format, ImageFormat>,
  write: Output['write'],
): Promise<void> {
  if (format === 'table') printInventory(taken);
  else await write(`${jsonLine(countsOf(taken))}\n`);
}

/** The counts of a summary, without the rest. */
function countsOf(taken: Inventory): Inventory {
  const { registryId, region, repositories, images, taggedImages, untaggedImages } = taken;
  const { tags, bytes, untaggedBytes, referrers, archivedImages, archivedBytes } = taken;
  const { complete, failed, ages, perRepository } = taken;
  return {
    ...{ registryId, region, repositories, images, taggedImages, untaggedImages, tags, bytes },
    ...{ untaggedBytes, referrers, archivedImages, archivedBytes },
    ...{ complete, failed, ages, perRepository },
  };
}

function formatOf({ format, json, output, ...places }: InventoryOptions): Format {
  const named = format ?? (json ? 'json' : 'table');
  if (isOfImages(named) && keeping(places)) throw new StewardError(imagesAndKept);
  if (output !== undefined && named === 'table') throw new StewardError(tableInFile);
  if (named === 'parquet' && output === undefined && stdout.isTTY) {
    throw new StewardError('parquet cannot be printed on a terminal: name a file with --output');
  }
  return named;
}

function isOfImages(format: Format): format is ImageFormat {
  return (imageFormats as readonly string[]).includes(format);
}

function encodingSink(encoder: Encoder, output: Output): InventorySink {
  return {
    images: ({ repositoryName }, page) =>
      output.write(encoder.rows(page.map((image) => imageRow(repositoryName, image)))),
    repository() {},
  };
}

function unlessReaderGone(error: unknown): undefined {
  if (error instanceof ReaderGoneError) return;
  if (!(error instanceof PartlyReadError)) throw error;
  const reason =
    error.cause === undefined ? 'it was deleted in the meantime' : reasonOf(error.cause);
  throw new StewardError(`${error.message}: ${reason}. Run it again`, { cause: error });
}

function printFailed(failed: readonly UnreadRepository[]): ExitCode {
  for (const { repository, error } of failed) {
    printAside(`error: ${visible(repository)} could not be read: ${error}`);
  }
  return failed.length > 0 ? exitCodes.error : exitCodes.done;
}

const checksNeedReport = '--checks is for the HTML report: name its file with --report';

const tableInFile = '--output needs json, ndjson, csv or parquet: give one with --format';

const imagesAndKept =
  '--bucket, --folder and --report have formats of their own: leave out --format, or give --format json';

/** A place has one inventory per day: that of a few repositories would replace that of all. */
function refusePartOfTheWhole(names: readonly string[], options: InventoryOptions): void {
  if (names.length > 0 && keeping(options)) {
    throw new StewardError(
      '--bucket, --folder and --report are for the whole registry: leave out the repositories, or these options',
    );
  }
  if (options.bucket !== undefined && options.folder !== undefined) {
    throw new StewardError('--bucket and --folder exclude each other: give one');
  }
}

function keeping({ bucket, folder, report }: Pick<InventoryOptions, 'report'> & Places): boolean {
  return (bucket ?? folder ?? report) !== undefined;
}

export function printInventory(inventory: Inventory): void {
  const rows = inventory.perRepository.map(({ repository, images, untaggedImages, tags, bytes }) =>
    row(repository, images, untaggedImages, tags, bytes),
  );
  const { repositories, images, untaggedImages, tags, bytes } = inventory;
  const label = repositories === 1 ? '1 repository' : `${figure(repositories)} repositories`;
  const total = row(label, images, untaggedImages, tags, bytes);
  print(table(['REPOSITORY', 'IMAGES', 'TAGGED', 'UNTAGGED', 'TAGS', 'SIZE'], [...rows, total]));
}

function row(name: string, images: number, untagged: number, tags: number, bytes: number) {
  return [name, ...[images, images - untagged, untagged, tags].map(figure), prettyBytes(bytes)];
}

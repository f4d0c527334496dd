import { stdout } from 'node:process';
import prettyBytes from 'pretty-bytes';
import { PartlyHandedOverError, type UnreadRepository } from '../shared/inventory/errors.ts';
import { imageRow } from '../shared/inventory/image-row.ts';
import { publishInventory } from '../shared/inventory/publish.ts';
import type { InventorySink } from '../shared/inventory/sink.ts';
import { type Inventory, takeInventory } from '../shared/inventory/take.ts';
import { StewardError } from '../shared/runtime/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { reasonOf } from './failure.ts';
import {
  type Encoder,
  encoders,
  type Format,
  type ImageFormat,
  imageFormats,
  jsonLine,
} from './inventory-formats.ts';
import { type Output, ReaderGoneError, withOutput } from './output.ts';
import { figure, print, printAside, table, visible } from './print.ts';
import { startProgress } from './progress.ts';
import { type GlobalOptions, withSession } from './session.ts';

export interface InventoryOptions extends GlobalOptions {
  /** An S3 bucket to keep the inventory in, as the nightly function does. */
  bucket?: string;
  /** Default table. */
  format?: Format;
  /** Default standard output. */
  output?: string;
}

/**
 * `ecr-steward inventory [repository...]`: every repository, image and tag, counted, or image by image.
 * Repositories that could not be read are named aside, and make an error of it.
 */
export function inventory(names: string[], options: InventoryOptions): Promise<ExitCode> {
  const format = formatOf(options);
  return withSession(options, async ({ ecr, s3 }) => {
    if (options.bucket && names.length > 0) throw new StewardError(partOfTheWhole);
    const progress = startProgress('repositories counted:');
    const scope = { names, onRepository: progress.step };
    const take = (sink?: InventorySink) =>
      takeInventory(ecr, { ...scope, ...(sink && { sink }) }).finally(progress.end);
    const taken = await withOutput(options.output, ({ write }) =>
      answer(format, { write: options.bucket ? forgiving(write) : write }, take),
    ).catch(unlessReaderGone);
    if (options.bucket && taken) {
      const { key } = await publishInventory(s3, options.bucket, taken, new Date());
      if (format === 'table') print(`\nKept as s3://${options.bucket}/${key}`);
    }
    return tellFailed(taken?.failed ?? []);
  });
}

async function answer(
  format: Format,
  output: Output,
  take: (sink?: InventorySink) => Promise<Inventory>,
): Promise<Inventory> {
  if (isOfImages(format)) {
    const encoder = encoders[format]();
    const taken = await take(encodingSink(encoder, output));
    await output.write(encoder.end());
    return taken;
  }
  const taken = await take();
  if (format === 'json') await output.write(`${jsonLine(taken)}\n`);
  else printInventory(taken);
  return taken;
}

function formatOf({ format, json, output }: InventoryOptions): Format {
  const named = format ?? (json ? 'json' : 'table');
  if (json && named !== 'json') throw new StewardError(`--json and --format ${named}: name one`);
  if (output !== undefined && named === 'table') throw new StewardError(tableInFile);
  if (named === 'parquet' && output === undefined && stdout.isTTY) {
    throw new StewardError('parquet is not for a terminal: name a file with --output');
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

/** What is to be kept in a bucket is read to its end, whoever listens. */
function forgiving(write: Output['write']): Output['write'] {
  return (chunk) => write(chunk).catch(unlessReaderGone);
}

function unlessReaderGone(error: unknown): undefined {
  if (error instanceof ReaderGoneError) return;
  if (!(error instanceof PartlyHandedOverError)) throw error;
  const reason = error.cause === undefined ? 'it was deleted meanwhile' : reasonOf(error.cause);
  throw new StewardError(`${error.message}: ${reason}. Run it again`, { cause: error });
}

function tellFailed(failed: readonly UnreadRepository[]): ExitCode {
  for (const { repository, error } of failed) {
    printAside(`error: ${visible(repository)} could not be read: ${error}`);
  }
  return failed.length > 0 ? exitCodes.error : exitCodes.done;
}

const tableInFile = '--output is for json, ndjson, csv and parquet: name one with --format';

/** The bucket has one inventory per day: a part would take the place of the whole. */
const partOfTheWhole =
  '--bucket keeps the inventory of the whole registry: name no repositories, or no bucket';

export function printInventory(inventory: Inventory): void {
  const rows = inventory.perRepository.map(({ repository, images, untaggedImages, tags, bytes }) =>
    row(repository, images, untaggedImages, tags, bytes),
  );
  const { images, untaggedImages, tags, bytes } = inventory;
  const repositories = `${figure(inventory.repositories)} repositories`;
  const total = row(repositories, images, untaggedImages, tags, bytes);
  print(table(['REPOSITORY', 'IMAGES', 'TAGGED', 'UNTAGGED', 'TAGS', 'SIZE'], [...rows, total]));
}

function row(name: string, images: number, untagged: number, tags: number, bytes: number) {
  return [name, ...[images, images - untagged, untagged, tags].map(figure), prettyBytes(bytes)];
}

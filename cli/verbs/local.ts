import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseFindings } from '../../local/ecr/scanning/findings.ts';
import { parseSyntheticSize } from '../../local/ecr/synthetic/size.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { readSnapshot } from '../aws/dry-run.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { showLive } from '../local/live-view.ts';
import { exportLines, type LocalStack, startAwsAlone, startLocalStack } from '../local/stack.ts';
import { print, printAside, printJson, printWhole } from '../print/print.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { why } from '../program/failure.ts';
import { interrupted } from '../program/interrupt.ts';

export interface LocalOptions extends GlobalOptions {
  port: string;
  /** A folder to keep everything in over restarts; default: in memory. */
  data?: string;
  /** `docker-hub=http://127.0.0.1:5001`: registries on this machine that stand for upstreams. */
  upstream?: string[];
  /** `1000x200`: a made-up registry of 1,000 repositories with 200 images each. */
  synthetic?: string;
  /** The accounts that there are; the first one is that of plain keys. */
  accounts?: string[];
  /** Deploy the functions of serverless.yml; default true. */
  functions?: boolean;
  /** A file of findings that scans come to. */
  findings?: string;
  /** Show what functions ask AWS for and answer, as it is. */
  verbose?: boolean;
}

/** `ecr-steward local`: an AWS on this machine, with the functions reacting, until a signal ends it. */
export async function local(options: LocalOptions): Promise<ExitCode> {
  const settings = await settingsOf(options);
  const { functions = true } = options;
  const running = await (functions ? startLocalStack(settings) : startAwsAlone(settings));
  const stop = interrupted();
  showLive(running, options);
  const { endpoint, region, accountId } = running.aws;
  if (options.json) printJson({ endpoint, region, accountId });
  else introduce(running, options, settings.upstreams);
  await stop;
  await running.close();
  printAside(`stopped: ${whatIsKept(options)}`);
  return exitCodes.done;
}

async function settingsOf(options: LocalOptions) {
  const { config, region, data, registry, synthetic, findings, upstream = [] } = options;
  const [accountId, ...accounts] = (options.accounts ?? []).map(accountOf);
  if (synthetic && (data || registry)) throw new StewardError(nothingElse);
  return {
    config,
    port: portNumber(options.port),
    upstreams: Object.fromEntries(upstream.map(upstreamOf)),
    ...(region && { region }),
    ...(accountId && { accountId, accounts }),
    ...(data && { data }),
    ...(registry && { snapshot: await readSnapshot(registry) }),
    ...(synthetic && { synthetic: sizeOf(synthetic) }),
    ...(findings && { findings: parseFindings(await readText(findings)) }),
  };
}

const nothingElse =
  '--synthetic makes a registry that holds nothing else: leave --data and --registry out';

function sizeOf(text: string) {
  const size = parseSyntheticSize(text);
  if (size) return size;
  const most = 'each at most 100,000';
  throw new StewardError(
    `--synthetic ${text} is no size: repositories x images in each, ${most}, such as 1000x200`,
  );
}

function upstreamOf(text: string): [name: string, address: string] {
  const [name = '', ...address] = text.split('=');
  if (address.length > 0) return [name, address.join('=')];
  const example = 'docker-hub=http://127.0.0.1:5001';
  throw new StewardError(`--upstream ${text} names no registry: give both, such as ${example}`);
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause) => {
    throw new StewardError(`cannot read ${file}: ${why(cause)}`, { cause });
  });
}

function accountOf(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new StewardError(`--accounts: ${text} is no account: 12 digits, such as 210987654321`);
}

function introduce(
  { aws }: LocalStack,
  { config, functions = true }: LocalOptions,
  upstreams: Record<string, string>,
): void {
  print('# An AWS on this machine: ECR and others, in every region. Ctrl-C ends it.');
  print(`# ${aws.region} is the default, and account ${aws.accountId} that of any credentials.`);
  if (functions) {
    print(`# The functions are in ${aws.region} and go by ${resolve(config)}.`);
    print('# Its rules only observe until: npx ecr-steward allow --stack ecr-steward-local');
  }
  for (const line of exportLines(aws, upstreams)) printWhole(line);
}

function whatIsKept({ data }: LocalOptions): string {
  if (data !== undefined) return `everything is kept in ${data}`;
  return 'what it held is gone (--data FOLDER keeps it)';
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new StewardError(`--port ${text} is no port: a number from 0 (any free one) to 65535`);
}

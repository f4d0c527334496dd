import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseFindings } from '../../local/ecr/scanning/findings.ts';
import { parseSyntheticSize } from '../../local/ecr/synthetic/size.ts';
import { parseUses } from '../../local/uses/uses.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { readUnowned } from '../aws/dry-run.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { showLive } from '../local/live-view.ts';
import { exportLines, type LocalStack, startAwsAlone, startLocalStack } from '../local/stack.ts';
import { print, printAside, printJson, printWhole } from '../print/print.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { why } from '../program/failure.ts';
import { interrupted } from '../program/interrupt.ts';

export interface LocalOptions extends GlobalOptions {
  port: string;
  /** A folder that keeps everything across restarts; default: memory. */
  data?: string;
  /** `docker-hub=http://127.0.0.1:5001`: registries on this machine in place of upstreams. */
  upstream?: string[];
  /** `1000x200`: a generated registry of 1,000 repositories with 200 images each. */
  synthetic?: string;
  /** The accounts; the first one is that of credentials that name none. */
  accounts?: string[];
  /** Deploy the functions of serverless.yml; default true. */
  functions?: boolean;
  /** A file with the findings that scans return. */
  findings?: string;
  /** A file with what runs images. */
  uses?: string;
  /** Enforce the policies of the functions' roles? Default `on`. */
  iam?: 'on' | 'off';
  /** Show what functions request from AWS, log and return, in full. */
  verbose?: boolean;
}

/** `ecr-steward local`: runs a local AWS and its functions, until a signal stops it. */
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
  const { config, region, data, registry, synthetic, iam, upstream = [] } = options;
  const { findings, uses } = options;
  const [accountId, ...accounts] = (options.accounts ?? []).map(accountOf);
  if (synthetic && (data || registry)) throw new StewardError(nothingElse);
  return {
    config,
    port: portNumber(options.port),
    upstreams: Object.fromEntries(upstream.map(upstreamOf)),
    ...(region && { region }),
    ...(iam && { iam }),
    ...(accountId && { accountId, accounts }),
    ...(data && { data }),
    ...(registry && { snapshot: await readUnowned(registry) }),
    ...(synthetic && { synthetic: sizeOf(synthetic) }),
    ...(findings && { findings: parseFindings(await readText(findings)) }),
    ...(uses && { uses: parseUses(await readText(uses)) }),
  };
}

const nothingElse =
  '--synthetic generates a registry that holds nothing else: leave out --data and --registry';

function sizeOf(text: string) {
  const size = parseSyntheticSize(text);
  if (size) return size;
  const most = 'each at most 100,000';
  throw new StewardError(
    `--synthetic ${text} is not a size: give repositories x images in each, ${most}, such as 1000x200`,
  );
}

function upstreamOf(text: string): [name: string, address: string] {
  const [name = '', ...address] = text.split('=');
  if (address.length > 0) return [name, address.join('=')];
  const example = 'docker-hub=http://127.0.0.1:5001';
  throw new StewardError(
    `--upstream ${text} has no address: give name and address, such as ${example}`,
  );
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause) => {
    throw new StewardError(`cannot read ${file}: ${why(cause)}`, { cause });
  });
}

function accountOf(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new StewardError(
    `--accounts: ${text} is not an account ID: give 12 digits, such as 210987654321`,
  );
}

function introduce(
  { aws }: LocalStack,
  { config, functions = true }: LocalOptions,
  upstreams: Record<string, string>,
): void {
  print('# Local AWS: ECR and others, in every region. Ctrl-C stops it.');
  print(`# The default region is ${aws.region}; any credentials are of account ${aws.accountId}.`);
  if (functions) {
    print(`# The functions run in ${aws.region}, with ${resolve(config)}.`);
    print(
      '# Its rules only observe. To enforce them: npx ecr-steward allow --stack ecr-steward-local',
    );
  }
  for (const line of exportLines(aws, upstreams)) printWhole(line);
}

function whatIsKept({ data }: LocalOptions): string {
  if (data !== undefined) return `everything is kept in ${data}`;
  return 'nothing is kept (--data FOLDER keeps everything)';
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new StewardError(
    `--port ${text} is not a port: give a number from 0 (any free port) to 65535`,
  );
}

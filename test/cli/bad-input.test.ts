import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../local/aws.ts';
import { retryAtOnce } from '../support/retries.ts';
import { environmentFor, startAccount } from './account.ts';
import {
  collect,
  command,
  fileWith,
  folder,
  type Run,
  runCli,
  sampleFile,
  sampleSnapshot,
} from './run.ts';

const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
const region = { AWS_REGION: 'eu-west-1' };

describe('registry.yml', () => {
  test('has all its problems reported at once, each with its line', async () => {
    const file = fileWith(`naming:
  tags:
    - {rule: a, patterns: ["("], actoin: quarantine}
pullThroughCache:
  prune: "yes"
  rules:
    - {prefix: UPPER, upstream: dockerhub}
    - {prefix: docker.io, upstream: docker-hub}
    - {prefix: docker.io, upstream: quay}
`);
    const { stdout, stderr, code } = await runCli(['plan', '-c', file]);
    const lines = stderr.trimEnd().split('\n');
    expect(lines.shift()).toMatch(/^error: \S+ has 7 problems:$/);
    expect(lines.map((line) => /\.yml:(\d+):\d+ /.exec(line)?.[1])).toEqual([
      '3',
      '3',
      '5',
      '7',
      '7',
      '8',
      '9',
    ]);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });

  test('has the first of many problems shown, and how many more there are', async () => {
    const rules = Array.from({ length: 50 }, () => '    - {rule: a, kind: semver}\n');
    const run = await runCli(['plan', '-c', fileWith(`naming:\n  tags:\n${rules.join('')}`)]);
    const lines = run.stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[0]).toMatch(/ has \d{3} problems:$/);
    expect(lines.at(-1)).toMatch(/^ {2}and \d+ more$/);
    expect(run.code).toBe(1);
  });

  test('is not a snapshot, which has an option of its own', async () => {
    const run = await runCli(['plan', '-c', sampleFile]);
    expectOneLine(run, /it is a snapshot, which --registry FILE takes\. .*--config FILE$/m);
  });

  test.each([
    ['a file that is not there', 'nowhere.yml', /no such file \(npx ecr-steward init writes one\)/],
    ['a folder', '.', /it is a folder/],
  ])('cannot be %s', async (_, file, reason) => {
    const runs = ['plan', 'local'].map((verb) => runCli([verb, '-c', file], { cwd: folder }));
    for (const run of await Promise.all(runs)) {
      expectOneLine(run, new RegExp(`cannot read ${RegExp.escape(file)}: .*--config FILE`));
      expect(run.stderr).toMatch(reason);
    }
  });
});

describe('a snapshot', () => {
  test.each([
    [
      'that is not there',
      () => `${folder}/nowhere.json`,
      /cannot read the snapshot .*no such file/,
    ],
    ['that is a folder', () => folder, /cannot read the snapshot .*directory/],
    ['that is empty', () => fileWith('', 'json'), /is not JSON/],
    ['that is no JSON', () => fileWith('{"repositories":', 'json'), /is not JSON/],
    ['that is a list', () => fileWith('[]', 'json'), /must be an object/],
    [
      'with wrong shapes',
      () => fileWith('{"repositories":[{}],"imageDetails":1}', 'json'),
      /repositories\[0\]\.repositoryName.*\n.*imageDetails: must be an array/,
    ],
  ])('%s is named', async (_, file, message) => {
    const { stdout, stderr, code } = await runCli(['inventory', '--registry', file()]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: [^\n]*(\n {2}[^\n]+)*\n$/);
    expect(stderr).not.toMatch(/defect|^ +at /m);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });
});

describe('a repository', () => {
  test.each(['inventory', 'check'])('that does not exist is named by %s', async (verb) => {
    const run = await runCli([verb, 'platform/nowhere', '--registry', sampleFile]);
    expectOneLine(run, /has no repository platform\/nowhere: /);
  });
});

describe('the command line', () => {
  test.each([
    [['inventroy'], /unknown command 'inventroy' \(Did you mean inventory\?\)/],
    [['plan', '--jsno'], /unknown option '--jsno' \(Did you mean --json\?\)/],
    [['plan', 'extra'], /too many arguments/],
    [['plan', '--registry'], /'--registry <file>' argument missing/],
    [['inventory', '--bucket', ''], /'--bucket <name>' argument '' is invalid/],
    [['plan', '--profile', ''], /'--profile <name>' argument '' is invalid/],
    [['undo', ''], /It must be an id, as history shows it/],
    [['undo', 'a\nb'], /It must be an id, as history shows it/],
    [['init', '--output', '/dev/null'], /cannot write \/dev\/null: it is not a file/],
    [['init', '--output', folder], /cannot write .*: it is a folder. Name another file/],
  ])('%j is refused with a valid example', async (args, message) => {
    expectOneLine(await runCli(args), message);
  });

  test.skipIf(!existsSync('/dev/full'))('says that the disk is full', async () => {
    const args = [command, 'check', '-c', fileWith('{}'), '--registry', sampleFile];
    const child = spawn('sh', ['-c', '"$0" "$@" > /dev/full', process.execPath, ...args]);
    expectOneLine(await collect(child), /cannot write the answer: no space left on device/);
  });

  test('lists every verb and, for a verb, every option', async () => {
    const [all, one] = await Promise.all([runCli(['--help']), runCli(['apply', '--help'])]);
    const verbs = 'inventory check plan apply doctor credential snapshot local demo'.split(' ');
    for (const verb of verbs) {
      expect(all.stdout).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
    }
    for (const option of ['--yes', '--json', '--config', '--registry', '--region', '--profile']) {
      expect(one.stdout).toContain(option);
    }
    expect([all.code, one.code]).toEqual([0, 0]);
  });
});

describe('AWS', () => {
  test.each([
    ['no region', keys, /no region is set: .*--region/],
    ['no credentials', region, /no AWS credentials: .*aws configure/],
    ['an impossible region', { ...keys, AWS_REGION: 'eu west' }, /eu west.*--region/],
    [
      'an endpoint that is no URL',
      environmentFor('localhost'),
      /AWS_ENDPOINT_URL=localhost is not a URL/,
    ],
    [
      'a host that nobody has',
      environmentFor('http://ecr.invalid'),
      /ecr\.invalid does not answer/,
    ],
    [
      'a port where nothing listens',
      environmentFor('http://127.0.0.1:9'),
      /127\.0\.0\.1:9 does not answer: .*AWS_ENDPOINT_URL/,
    ],
  ])('with %s is reported in one line', async (_, env, message) => {
    expectOneLine(await runCli(['plan'], { env }), message);
  });

  test('with a profile that is not declared names those that are', async () => {
    const twoProfiles = '[default]\nregion = eu-west-1\n[profile prod]\nregion = eu-west-1\n';
    const env = { ...keys, ...region, AWS_CONFIG_FILE: fileWith(twoProfiles) };
    const message = /there is no profile prdo in .*; there is default, prod\. /;
    const byVariable = runCli(['plan'], { env: { ...env, AWS_PROFILE: 'prdo' } });
    expectOneLine(await runCli(['plan', '--profile', 'prdo'], { env }), message);
    expectOneLine(await byVariable, message);
  });

  test('takes the credentials of a profile', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const { AWS_ENDPOINT_URL = '', ...rest } = account.env;
    const config =
      '[profile prod]\naws_access_key_id = a\naws_secret_access_key = b\nregion = eu-west-1\n';
    const env = { AWS_ENDPOINT_URL, AWS_CONFIG_FILE: fileWith(config) };
    const runs = [env, { ...rest, ...env }].map((each) =>
      runCli(['inventory', '--json', '--profile', 'prod'], { env: each }),
    );
    for (const { stderr, code } of await Promise.all(runs)) {
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    }
  });

  test.each<[string, Fault, RegExp]>([
    ['a denied call', { error: 'AccessDeniedException' }, /access denied: .*ecr:\w+.*permission/],
    [
      'an expired token',
      { error: 'ExpiredTokenException', message: 'The security token is expired.' },
      /does not accept the credentials: The security token is expired\. Log in/,
    ],
    [
      'throttling without end',
      { error: 'ThrottlingException' },
      /throttled the calls for too long/,
    ],
    [
      'a wrong region',
      {
        error: 'InvalidSignatureException',
        message: 'Credential should be scoped to a valid region',
      },
      /^error: Credential should be scoped to a valid region: .*--region/,
    ],
    ['an unknown key', { error: 'UnrecognizedClientException' }, /does not accept the credentials/],
    [
      'an answer that we do not know',
      { error: 'TeapotException', message: 'short\nand stout' },
      /ecr:\w+: AWS answered TeapotException: short and stout \(HTTP 400\)/,
    ],
  ])('with %s is reported in one line', async (_, fault, message) => {
    retryAtOnce();
    await using account = await startAccount({ faults: [fault] });
    expectOneLine(await runCli(['inventory', '--json'], { env: account.env }), message);
  });

  test('that throttles for a while is waited for', async () => {
    const fault = {
      operations: ['ecr:DescribeRepositories'],
      error: 'ThrottlingException',
      times: 4,
    };
    retryAtOnce();
    await using account = await startAccount({ snapshot: sampleSnapshot(), faults: [fault] });
    const { stderr, code } = await runCli(['inventory', '--json'], { env: account.env });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('that cuts connections for a while is called again', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    account.aws.faults.set([{ drop: 'before', times: 5 }]);
    const { stderr, code } = await runCli(['plan'], { env: account.env });
    expect({ stderr, code }).toEqual({ stderr: '', code: 2 });
  });

  test('that answers no JSON is reported in one line', async () => {
    await using server = await listening((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>'),
    );
    const run = await runCli(['plan'], { env: environmentFor(server.endpoint) });
    expectOneLine(
      run,
      new RegExp(`ecr:\\w+: ${server.endpoint} does not answer as AWS does \\(HTTP 200, no AWS`),
    );
  });

  test('that speaks no TLS is reported in one line', async () => {
    await using server = await listening((socket) =>
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    const env = environmentFor(server.endpoint.replace('http', 'https'));
    expectOneLine(await runCli(['plan'], { env }), /no secure connection to https:\S+: check/);
  });
});

describe('an error', () => {
  test('shows its stack with --debug only', async () => {
    const args = ['plan', '--registry', `${folder}/nowhere.json`];
    const [plain, debug] = await Promise.all([runCli(args), runCli([...args, '--debug'])]);
    expect(plain.stderr).not.toMatch(/^ +at /m);
    expect(debug.stderr).toMatch(/^ +at .*dry-run\.ts:\d+/m);
    expect(debug.code).toBe(1);
  });

  test('is shown as text where it would steer the terminal', async () => {
    const fault = { error: 'TeapotException', message: 'short \x1b]0;owned\x07' };
    await using account = await startAccount({ faults: [fault] });
    const run = await runCli(['plan'], { env: account.env });
    expectOneLine(run, /TeapotException: short \\u001b\]0;owned\\u0007/);
  });
});

/** One line on stderr that is no defect of ours, nothing on stdout, exit code 1. */
function expectOneLine({ stdout, stderr, code }: Run, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  expect(stderr).not.toContain('defect');
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
}

/** A server that takes a request for what it is not. */
async function listening(answer: (socket: import('node:net').Socket) => void) {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { soon } from './soon.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Is a program installed? */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

/** Debian's `docker-registry`, empty and without a login, until the end of the test. */
export async function startDockerRegistry(): Promise<{ endpoint: string; stop(): void }> {
  const port = await freePort();
  const folder = await temporaryFolder();
  const config = await temporaryFolder({
    'config.yml': JSON.stringify({
      version: '0.1',
      storage: { filesystem: { rootdirectory: folder } },
      http: { addr: `127.0.0.1:${port}` },
    }),
  });
  const arguments_ = ['serve', `${config}/config.yml`];
  const server: ChildProcess = spawn('docker-registry', arguments_, { stdio: 'ignore' });
  onTestFinished(() => void server.kill());
  const endpoint = `http://127.0.0.1:${port}`;
  await soon(() => fetch(`${endpoint}/v2/`));
  return { endpoint, stop: () => void server.kill() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

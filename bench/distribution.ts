import { fork, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Push and pull of 100 layers of 1 MB, four at a time as docker does, in the local registry (in memory and
 * on disk) beside Debian's docker-registry. Everything stays on 127.0.0.1.
 */

const LAYERS = 100;
const BYTES = 1_000_000;
const LANES = 4;
const ROUNDS = 3;
const repositoryName = 'bench/layers';

const layers = Array.from({ length: LAYERS }, () => {
  const content = randomBytes(BYTES);
  return { content, digest: `sha256:${createHash('sha256').update(content).digest('hex')}` };
});

/** A registry to measure, and how to stop it. */
interface Subject {
  endpoint: string;
  stop(): Promise<void>;
}

const folder = await mkdtemp(join(tmpdir(), 'ecr-steward-bench-'));
const subjects: Record<string, (round: number) => Promise<Subject>> = {
  'ours, in memory': () => startOurs(),
  'ours, on disk': (round) => startOurs(join(folder, `data-${round}`)),
};
const isInstalled = spawnSync('docker-registry', ['--version']).error === undefined;
if (isInstalled) subjects['docker-registry'] = startDebians;
else console.log('docker-registry is not installed (apt-get install docker-registry): left out');

console.table(await measureAll());
await rm(folder, { recursive: true, force: true });

/** In turns, so that other load on the machine affects all of them; the fastest round counts. */
async function measureAll() {
  const times = new Map<string, { push: number[]; pull: number[] }>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, start] of Object.entries(subjects)) {
      const subject = await start(round);
      const { push, pull } = times.get(name) ?? { push: [], pull: [] };
      push.push(await timed(() => inLanes((layer) => pushLayer(subject.endpoint, layer))));
      pull.push(await timed(() => inLanes((layer) => pullLayer(subject.endpoint, layer))));
      times.set(name, { push, pull });
      await subject.stop();
    }
  }
  return Array.from(times, ([registry, { push, pull }]) => ({
    registry,
    'push MB/s': rate(push),
    'pull MB/s': rate(pull),
  }));
}

function rate(milliseconds: readonly number[]): number {
  return Math.round((LAYERS * BYTES) / 1e6 / (Math.min(...milliseconds) / 1000));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function inLanes(work: (layer: (typeof layers)[number]) => Promise<void>): Promise<void> {
  const queue = layers.values();
  const lane = async () => {
    for (const layer of queue) await work(layer);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** As docker does it: POST, one PATCH, PUT. */
async function pushLayer(endpoint: string, layer: (typeof layers)[number]): Promise<void> {
  const { content, digest } = layer;
  const at = (path: string) => new URL(path, endpoint);
  const post = await fetch(at(`/v2/${repositoryName}/blobs/uploads/`), { method: 'POST' });
  const patch = await fetch(at(locationOf(post)), { method: 'PATCH', body: content });
  const put = at(locationOf(patch));
  put.searchParams.set('digest', digest);
  const done = await fetch(put, { method: 'PUT' });
  if (done.status !== 201) throw new Error(`push answered ${done.status}: ${await done.text()}`);
}

function locationOf(response: Response): string {
  return response.headers.get('location') ?? '';
}

async function pullLayer(endpoint: string, layer: (typeof layers)[number]): Promise<void> {
  const response = await fetch(new URL(`/v2/${repositoryName}/blobs/${layer.digest}`, endpoint));
  const { byteLength } = await response.arrayBuffer();
  if (byteLength !== BYTES) throw new Error(`pull answered ${response.status}`);
}

async function startOurs(...data: string[]): Promise<Subject> {
  const script = join(import.meta.dirname, 'serve-registry.ts');
  const server = fork(script, [repositoryName, ...data]);
  const [endpoint] = await once(server, 'message');
  return { endpoint: String(endpoint), stop: async () => void server.kill() };
}

async function startDebians(round: number): Promise<Subject> {
  const port = await freePort();
  const config = join(folder, `config-${round}.yml`);
  const content = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, `registry-${round}`) } },
    http: { addr: `127.0.0.1:${port}` },
  };
  await writeFile(config, JSON.stringify(content));
  const server = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${endpoint}/v2/`).catch(() => undefined))?.ok) {
    if (server.exitCode !== null) throw new Error('docker-registry did not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { endpoint, stop: async () => void server.kill() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

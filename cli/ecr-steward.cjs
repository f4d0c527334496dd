#!/usr/bin/env node
// The command `ecr-steward`: starts main.ts. TypeScript needs Node.js 24; an older Node.js starts the one that `npm ci`
// installs. This file is JavaScript of 2020, so that an old Node.js can run it.
'use strict';

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { dirname, join } = require('node:path');

const NEEDED = 24;
const install = `run "npm ci" in ${dirname(__dirname)}`;

if (Number.parseInt(process.versions.node, 10) >= NEEDED) startHere();
else handOver();

/** In this process: a second one would make every verb slower to start. */
function startHere() {
  // The SDK is large: a second run loads its compiled code, and that of main.ts, from the cache.
  enableCompileCache();
  import('./main.ts').then((it) => it.main()).catch(explain);
}

/** @param {Error & { code?: string }} error */
function explain(error) {
  const [, missing] = /^Cannot find package '([^']+)'/.exec(error.message) || [];
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || missing === undefined) throw error;
  fail(`the package ${missing} is not installed: ${install}`);
}

function handOver() {
  const own = ownNode();
  const tooOld = `this is Node.js ${process.versions.node}, and ecr-steward needs ${NEEDED} or newer`;
  if (own === undefined) return fail(`${tooOld}: ${install}, which installs it, or update Node.js`);
  const child = spawn(own, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.on('error', ({ message }) => fail(`${tooOld}; ${message}: update Node.js`));
  passSignals(child);
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** The Node.js of the package `node`; undefined if it is old, or after `npm ci --ignore-scripts`, which gets no binary. */
function ownNode() {
  try {
    const file = require.resolve('node/package.json');
    const { bin, version } = require(file);
    const own = join(dirname(file), bin.node);
    // An old one would hand over to itself, again and again.
    return Number.parseInt(version, 10) >= NEEDED && existsSync(own) ? own : undefined;
  } catch {
    return undefined;
  }
}

/** A terminal sends Ctrl-C to both processes; a signal passed on as well would stop the command at once. */
function passSignals(child) {
  const terminal = [0, 1, 2].some((stream) => require('node:tty').isatty(stream));
  for (const signal of ['SIGINT', 'SIGHUP']) {
    process.on(signal, () => terminal || child.kill(signal));
  }
  process.on('SIGTERM', () => child.kill('SIGTERM'));
}

/** @param {string} why */
function fail(why) {
  process.stderr.write(`error: ${why}\n`);
  process.exitCode = 1;
}

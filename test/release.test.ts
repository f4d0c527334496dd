import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  version: string;
  packages: Record<string, Locked>;
};
const packages = Object.entries(lock.packages).filter(([place]) => place !== '');

test('package.json, its lock file and the newest heading of the changelog have one version', () => {
  const headings = readFileSync('CHANGELOG.md', 'utf8').match(/^## .+$/gm) ?? [];
  const [newest] = headings.filter((it) => it !== '## Unreleased');
  expect(newest).toMatch(new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')}( |$)`));
  expect(lock.version).toBe(manifest.version);
  expect(lock.packages['']?.version).toBe(manifest.version);
});

test('every version of the changelog says what changes', () => {
  const [, ...sections] = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
  expect(sections.length).toBeGreaterThan(1);
  for (const section of sections) expect(section).toMatch(/^- |^\d\. /m);
});

test('package.json asks for exact versions', () => {
  const asked: Record<string, string> = { ...manifest.dependencies, ...manifest.devDependencies };
  const loose = Object.entries(asked).filter(
    ([, it]) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(it),
  );
  expect(loose).toEqual([]);
});

test('the lock file names no registry, so that a mirror can serve it', () => {
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('the lock file has a checksum of every package', () => {
  expect(
    packages
      .filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))
      .map(([place]) => place),
  ).toEqual([]);
});

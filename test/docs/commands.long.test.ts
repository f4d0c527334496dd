import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference } from './output.ts';
import {
  allPages,
  type Block,
  type Directive,
  isRun,
  type Page,
  readPage,
  type Step,
} from './page.ts';
import {
  type Command,
  consoleCommands,
  foreignPrograms,
  isServer,
  shellCommands,
} from './script.ts';
import { isInstalled } from './shell.ts';
import { openStage, type Stage } from './stage.ts';

/** Every command of a page is run, in the order of the page: see test/docs/README.md. */
const pages = [...allPages(), readPage('test/docs/example.md')].filter(({ steps }) =>
  steps.some(isRun),
);

describe.each(pages)('$file', (page) => {
  let stage: Stage;
  /** A program that a block would have needed: what comes after it may build on what it does. */
  let missing: string | undefined;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  for (const { block, before } of scenesOf(page)) {
    test(`${page.file}:${block.line}`, async (ctx) => {
      missing ??= [block, ...before].flatMap(programsOf).find((program) => !isInstalled(program));
      if (missing) ctx.skip(`there is no ${missing} on this machine`);
      for (const step of before) await prepare(stage, step, page);
      for (const command of commandsOf(block)) await runAsShown(stage, command);
    }, 120_000);
  }
});

/** A block that is run, and what stands between it and the block before. */
interface Scene {
  before: Step[];
  block: Block;
}

function scenesOf({ steps }: Page): Scene[] {
  const scenes: Scene[] = [];
  let before: Step[] = [];
  for (const step of steps) {
    if (isRun(step)) {
      scenes.push({ before, block: step });
      before = [];
    } else before.push(step);
  }
  return scenes;
}

function commandsOf({ language, text }: Block): Command[] {
  return language === 'sh' ? shellCommands(text) : consoleCommands(text);
}

function programsOf(step: Step): string[] {
  if (step.kind === 'directive') return step.name === 'run' ? foreignPrograms(step.value) : [];
  return isRun(step) ? commandsOf(step).flatMap(({ text }) => foreignPrograms(text)) : [];
}

async function runAsShown(stage: Stage, { text, output, code }: Command): Promise<void> {
  const outcome = await (isServer(text) ? stage.serve(text) : stage.run(text));
  const told = `$ ${text}\n${outcome.output}`;
  if (code !== undefined) expect(outcome.code, told).toBe(code);
  const wrong = output === undefined ? undefined : difference(output, outcome.output);
  if (wrong !== undefined) expect.fail(`$ ${text}\n${wrong}`);
}

async function prepare(stage: Stage, step: Step, page: Page): Promise<void> {
  if (step.kind === 'directive') return follow(stage, step);
  if (step.language === 'yaml' && step.meta === '' && isInForce(step, page)) stage.write(step.text);
}

/** A page that says which of its samples is the registry.yml has no other one in force. */
function isInForce(block: Block, { steps }: Page): boolean {
  const chosen = steps.filter((_, at) => isConfig(steps[at - 1]));
  return chosen.length === 0 || chosen.includes(block);
}

function isConfig(step: Step | undefined): boolean {
  return step?.kind === 'directive' && step.name === 'config';
}

async function follow(stage: Stage, { name, value }: Directive): Promise<void> {
  if (name === 'registry') return stage.restart(value === 'empty' ? undefined : value);
  if (name === 'functions') return stage.deploy();
  if (name === 'stack') return stage.own(value);
  if (name === 'push') return stage.push(value);
  if (name === 'run') return runAsShown(stage, { text: value, code: 0 });
}

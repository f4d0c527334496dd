/** A command of a page and, of a console block, what it prints. */
export interface Command {
  text: string;
  /** What the page shows; undefined where that is not compared. */
  output?: string;
  /** The exit code that is to be; undefined where any will do. */
  code?: number;
}

/** The commands of a `console` block: each after `$ `, with its output behind it. */
export function consoleCommands(block: string): Command[] {
  const [before = '', ...rest] = block.split(/^\$ /m);
  if (before.trim() !== '') throw new Error(`output without a command before it: ${before}`);
  return rest.map(consoleCommand);
}

function consoleCommand(part: string): Command {
  const [, text = '', output = ''] = /^((?:.*\\\n)*.*)\n?([\s\S]*)$/.exec(part) ?? [];
  const code = /#\s*exit (\d+)\s*$/.exec(text)?.[1];
  return { text, output, ...(code !== undefined && { code: Number(code) }) };
}

/** The commands of a `sh` block: one script, but for a local AWS that is started in between. */
export function shellCommands(block: string): Command[] {
  const parts: string[][] = [[]];
  for (const line of block.split('\n')) {
    if (isServer(line)) parts.push([line], []);
    else parts.at(-1)?.push(line);
  }
  const texts = parts.map((lines) => lines.join('\n')).filter((text) => text.trim() !== '');
  return texts.map((text) => ({ text: isServer(text) ? text : `set -e\n${text}`, code: 0 }));
}

/** Keeps running: it is started, and ended after the page. */
export function isServer(command: string): boolean {
  return /^\s*npx ecr-steward local\b/.test(command) && !/--help|-h\b/.test(command);
}

/** Programs that are not ours, and of which a machine may have none. */
const foreign = ['aws', 'docker', 'skopeo', 'jq', 'crane', 'oras', 'regctl', 'duckdb', 'python3'];

/** The ones of these that a script calls. */
export function foreignPrograms(script: string): string[] {
  const first = /(?:^|[|;&(`]|\bthen\b|\bdo\b)\s*(?:[A-Z_]+=\S*\s+)*([a-z0-9-]+)(?=\s|$)/gm;
  const called = new Set([...script.matchAll(first)].map(([, name]) => name));
  return foreign.filter((name) => called.has(name));
}

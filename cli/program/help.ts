import { stderr, stdout } from 'node:process';
import { type Command, Help } from 'commander';
import { widthOf, wrap } from '../print/wrap.ts';
import { examples } from './examples.ts';

/** A description with fewer columns than these beside its option moves below it. */
const LEAST_DESCRIPTION = 36;

/** The layout of help: as wide as the terminal, with examples after the options. */
export const helpLayout: Partial<Help> = {
  showGlobalOptions: true,
  minWidthToWrap: 20,
  formatItem(this: Help, term, termWidth, description, helper) {
    const width = helper.helpWidth ?? 80;
    if (description === '' || width - termWidth - 4 >= LEAST_DESCRIPTION) {
      return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
    }
    const below = helper.boxWrap(description, Math.max(20, width - 6));
    return `  ${term}\n${below.replace(/^/gm, '      ')}`;
  },
  formatHelp(this: Help, command, helper) {
    const text = Help.prototype.formatHelp.call(this, command, helper).trimEnd();
    return `${wrap(`${text}\n${afterwards(command)}`.trimEnd(), helper.helpWidth ?? 80)}\n`;
  },
};

/** Commander takes a terminal that does not report its width for 0 columns wide. */
export const helpWidths = {
  getOutHelpWidth: () => widthOf(stdout) as number,
  getErrHelpWidth: () => widthOf(stderr) as number,
};

function afterwards(command: Command): string {
  const lines = examples[pathOf(command)] ?? [];
  const shown = lines.length === 0 ? '' : `\nExamples:\n${lines.map((it) => `  ${it}\n`).join('')}`;
  return command.parent === null ? `${shown}\n${exitCodes}\n` : shown;
}

const exitCodes = 'Exit codes: 0 nothing to do or all done, 1 error, 2 something was found';

/** `credential set`; empty for the command itself. */
export function pathOf(command: Command): string {
  const { parent } = command;
  return parent ? `${pathOf(parent)} ${command.name()}`.trim() : '';
}

/** Without a verb, the help is the answer and not an error. */
export function helpIfAlone(command: Command): void {
  command.help = () => {
    command.outputHelp();
    process.exit(0);
  };
}
